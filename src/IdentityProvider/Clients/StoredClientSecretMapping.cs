using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Clients;

internal sealed class StoredClientSecretMapping : IEntityTypeConfiguration<StoredClientSecret>
{
    public void Configure(EntityTypeBuilder<StoredClientSecret> secret)
    {
        secret.ToTable("client_secrets");
        secret.HasKey(s => s.Id);
        secret.Property(s => s.Hash).HasMaxLength(32);
        secret.HasOne<RegisteredClient>().WithMany().HasForeignKey(s => s.ClientId).OnDelete(DeleteBehavior.Cascade);
        secret.HasIndex(s => s.ClientId);
    }
}
