using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Users;

internal sealed class RecoveryRequestMapping : IEntityTypeConfiguration<RecoveryRequest>
{
    public void Configure(EntityTypeBuilder<RecoveryRequest> request)
    {
        request.ToTable("recovery_requests");
        request.HasKey(r => r.Id);
        request.Property(r => r.Version).IsRowVersion();
        request.HasIndex(r => new { r.UserId, r.State });
    }
}
