using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Devices;

internal sealed class KnownBrowserMapping : IEntityTypeConfiguration<KnownBrowser>
{
    public void Configure(EntityTypeBuilder<KnownBrowser> browser)
    {
        browser.ToTable("known_browsers");
        browser.HasKey(b => new { b.UserId, b.TokenHash });
        browser.Property(b => b.TokenHash).HasMaxLength(32);
    }
}
