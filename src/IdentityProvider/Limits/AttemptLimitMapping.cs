using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Limits;

internal sealed class AttemptLimitMapping : IEntityTypeConfiguration<AttemptLimit>
{
    public void Configure(EntityTypeBuilder<AttemptLimit> limit)
    {
        limit.ToTable("attempt_limits");
        limit.HasKey(l => new { l.Kind, l.Subject });
        limit.Property(l => l.Subject).HasMaxLength(64);
    }
}
