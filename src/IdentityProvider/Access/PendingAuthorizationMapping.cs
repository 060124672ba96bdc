using IdentityProvider.Clients;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Access;

internal sealed class PendingAuthorizationMapping : IEntityTypeConfiguration<PendingAuthorization>
{
    public void Configure(EntityTypeBuilder<PendingAuthorization> pending)
    {
        pending.ToTable("pending_authorizations");
        pending.HasKey(p => p.Id);
        pending.HasOne<RegisteredClient>().WithMany().HasForeignKey(p => p.ClientId).OnDelete(DeleteBehavior.Cascade);
        pending.HasIndex(p => p.ExpiresAt);
    }
}
