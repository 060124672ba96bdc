using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Devices;

internal sealed class TrustedDeviceMapping : IEntityTypeConfiguration<TrustedDevice>
{
    public void Configure(EntityTypeBuilder<TrustedDevice> device)
    {
        device.ToTable("trusted_devices");
        device.HasKey(d => d.Id);
        device.Property(d => d.Selector).HasMaxLength(16);
        device.Property(d => d.VerifierHash).HasMaxLength(32);
        device.Property(d => d.PreviousVerifierHash).HasMaxLength(32);
        device.Property(d => d.Browser).HasMaxLength(40);
        device.Property(d => d.Platform).HasMaxLength(40);
        device.Property(d => d.Network).HasMaxLength(50);
        device.HasIndex(d => d.Selector).IsUnique();
        device.HasIndex(d => d.UserId);
    }
}
