using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Limits;

internal sealed class SendCountMapping : IEntityTypeConfiguration<SendCount>
{
    public void Configure(EntityTypeBuilder<SendCount> count)
    {
        count.ToTable("send_counts");
        count.HasKey(c => new { c.Budget, c.Subject, c.Slice });
        count.Property(c => c.Budget).HasMaxLength(40);
        count.Property(c => c.Subject).HasMaxLength(100);
        count.HasIndex(c => c.Slice);
    }
}
