using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Audit;

internal sealed class AuditEntryMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("audit_entries");
        entry.HasKey(e => e.Id);
        entry.Property(e => e.Id).UseIdentityAlwaysColumn();
        entry.Property(e => e.Name).HasMaxLength(40);
        entry.Property(e => e.Detail).HasColumnType("jsonb");
        entry.Property(e => e.ClientId).HasMaxLength(100);

        // A person's history, a clinic's activity page, one sign-in from end to end. No foreign keys: the log outlives what it tells of.
        entry.HasIndex(e => new { e.UserId, e.At });
        entry.HasIndex(e => new { e.ClinicId, e.At });
        entry.HasIndex(e => e.AttemptId);
        entry.HasIndex(e => e.At);
    }
}
