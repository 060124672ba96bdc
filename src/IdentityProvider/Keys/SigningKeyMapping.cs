using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Keys;

internal sealed class SigningKeyMapping : IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SigningKey> key)
    {
        key.ToTable("signing_keys");
        key.HasKey(k => k.Id);
        key.Ignore(k => k.KeyId);
        key.Property(k => k.Algorithm).HasMaxLength(5);
        key.HasIndex(k => new { k.Algorithm, k.SignsFrom });
    }
}
