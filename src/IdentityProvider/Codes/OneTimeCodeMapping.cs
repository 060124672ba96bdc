using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Codes;

internal sealed class OneTimeCodeMapping : IEntityTypeConfiguration<OneTimeCode>
{
    public void Configure(EntityTypeBuilder<OneTimeCode> code)
    {
        code.ToTable("one_time_codes");
        code.HasKey(c => c.Id);

        // The id is in the hash, so it is drawn here and a code with an id is new all the same.
        code.Property(c => c.Id).ValueGeneratedNever();
        code.Property(c => c.Hash).HasMaxLength(32);

        // Of two requests that both found the code right, the second one's save fails: a code is used once.
        code.Property(c => c.UsedAt).IsConcurrencyToken();
        code.HasIndex(c => c.ExpiresAt);
    }
}
