using IdentityProvider.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Users;

internal sealed class UserMapping : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.ToTable("users");
        user.HasKey(u => u.Id);
        user.Property(u => u.Email).HasMaxLength(254);
        user.Property(u => u.NormalizedEmail).HasMaxLength(254);
        user.Property(u => u.DisplayName).HasMaxLength(120);
        user.Property(u => u.Language).HasMaxLength(2);
        user.Property(u => u.Profile).HasColumnType("jsonb").IsRequired(false).HasConversion(profile => profile.ToJson(), json => ProfileClaims.FromJson(json));
        user.Property(u => u.PasswordHash).HasMaxLength(300);
        user.Property(u => u.SecurityStamp).HasMaxLength(64);
        user.Property(u => u.ConcurrencyStamp).HasMaxLength(64).IsConcurrencyToken();
        user.HasIndex(u => u.NormalizedEmail).IsUnique();

        // Second truths: phones, factors and waits have tables of their own, and the user name is the address.
        user.Ignore(u => u.PhoneNumber).Ignore(u => u.PhoneNumberConfirmed).Ignore(u => u.TwoFactorEnabled);
        user.Ignore(u => u.LockoutEnabled).Ignore(u => u.LockoutEnd).Ignore(u => u.AccessFailedCount);
        user.Ignore(u => u.UserName).Ignore(u => u.NormalizedUserName).Ignore(u => u.EmailConfirmed);
    }
}
