using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Factors;

internal sealed class FactorMapping : IEntityTypeConfiguration<Factor>
{
    public void Configure(EntityTypeBuilder<Factor> factor)
    {
        factor.ToTable("factors");
        factor.HasKey(f => f.Id);
        factor.Property(f => f.Name).HasMaxLength(Factor.LongestName);
        factor.HasIndex(f => f.UserId);
    }
}
