using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Factors;

/// <summary>By which way a user wants to be asked first, and which one to be offered when that is out of reach.</summary>
public sealed class PreferredWays
{
    public PreferredWays(Guid userId, Way first, Way? backup) => (UserId, First, Backup) = (userId, first, backup);

    public Guid UserId { get; private init; }

    public Way First { get; private set; }

    public Way? Backup { get; private set; }

    public void Change(Way first, Way? backup) => (First, Backup) = (first, backup == first ? null : backup);

    // For EF, which fills the rest.
    private PreferredWays()
    {
    }
}

internal sealed class PreferredWaysMapping : IEntityTypeConfiguration<PreferredWays>
{
    public void Configure(EntityTypeBuilder<PreferredWays> preferred)
    {
        preferred.ToTable("preferred_ways");
        preferred.HasKey(p => p.UserId);
        preferred.Property(p => p.UserId).ValueGeneratedNever();
    }
}
