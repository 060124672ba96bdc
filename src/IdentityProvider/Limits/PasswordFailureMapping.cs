using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Limits;

internal sealed class PasswordFailureMapping : IEntityTypeConfiguration<PasswordFailure>
{
    public void Configure(EntityTypeBuilder<PasswordFailure> failure)
    {
        failure.ToTable("password_failures");
        failure.HasKey(f => new { f.Network, f.Minute, f.Subject });
        failure.Property(f => f.Network).HasMaxLength(50);
        failure.Property(f => f.Subject).HasMaxLength(64);
        failure.HasIndex(f => f.Minute);
    }
}
