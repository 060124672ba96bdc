using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Codes;

internal sealed class CodeSeriesMapping : IEntityTypeConfiguration<CodeSeries>
{
    public void Configure(EntityTypeBuilder<CodeSeries> series)
    {
        series.ToTable("code_series");
        series.HasKey(s => s.Id);
        series.Property(s => s.DestinationHash).HasMaxLength(32);
        series.Property(s => s.DestinationMasked).HasMaxLength(260);
        series.Property(s => s.Prefix).HasMaxLength(7);
        series.Ignore(s => s.Newest);
        series.HasMany(s => s.Codes).WithOne().HasForeignKey(c => c.SeriesId).OnDelete(DeleteBehavior.Cascade);

        // One series for one purpose of one attempt: of two first sends at once, one inserts and the other finds it there.
        series.HasIndex(s => new { s.AttemptId, s.Purpose }).IsUnique();
        series.HasIndex(s => s.LastSentAt);
    }
}
