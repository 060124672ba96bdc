using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Users;

internal sealed class MailedLinkMapping : IEntityTypeConfiguration<MailedLink>
{
    public void Configure(EntityTypeBuilder<MailedLink> link)
    {
        link.ToTable("mailed_links");
        link.HasKey(l => l.Id);
        link.Property(l => l.TokenHash).HasMaxLength(32);
        link.Property(l => l.Stamp).HasMaxLength(64);
        link.Property(l => l.SentTo).HasMaxLength(254);
        link.Property(l => l.MailedTo).HasMaxLength(254);
        link.HasIndex(l => l.TokenHash).IsUnique();
        link.HasIndex(l => new { l.UserId, l.Purpose });
    }
}
