using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Phones;

internal sealed class UserPhoneMapping : IEntityTypeConfiguration<UserPhone>
{
    public void Configure(EntityTypeBuilder<UserPhone> phone)
    {
        phone.ToTable("user_phones");
        phone.HasKey(p => p.Id);
        phone.Property(p => p.NumberHash).HasMaxLength(32);
        phone.Property(p => p.LastFour).HasMaxLength(4);
        phone.HasIndex(p => p.UserId);
        phone.HasIndex(p => p.NumberHash);

        // One number of one user is one row, however many tabs enter it at once.
        phone.HasIndex(p => new { p.UserId, p.NumberHash }).IsUnique().HasFilter("removed_at IS NULL");
    }
}
