using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Clients;

internal sealed class ResourceMapping : IEntityTypeConfiguration<Resource>
{
    public void Configure(EntityTypeBuilder<Resource> resource)
    {
        resource.ToTable("resources");
        resource.HasKey(r => r.Id);
        resource.Property(r => r.Id).HasMaxLength(400);
        resource.Property(r => r.Name).HasMaxLength(80);
        resource.HasOne<RegisteredClient>().WithMany().HasForeignKey(r => r.OwnerClientId).OnDelete(DeleteBehavior.SetNull);
    }
}
