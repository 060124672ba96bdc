using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Delivery;

internal sealed class OutboxMessageMapping : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> message)
    {
        message.ToTable("outbox_messages", table =>
            table.HasCheckConstraint("ck_outbox_messages_finished_is_empty", "state = 'Queued' OR payload IS NULL"));
        message.HasKey(m => m.Id);
        message.Property(m => m.Kind).HasMaxLength(40);
        message.Property(m => m.DestinationHash).HasMaxLength(32);
        message.Property(m => m.DestinationMasked).HasMaxLength(320);
        message.Property(m => m.Provider).HasMaxLength(20);
        message.Property(m => m.ProviderMessageId).HasMaxLength(100);
        message.Property(m => m.ReportWeight).HasConversion<short?>();
        message.Property(m => m.Cost).HasPrecision(12, 6);
        message.Property(m => m.CostCurrency).HasMaxLength(3);

        // A number, unlike our other enums: the lease sorts by it.
        message.Property(m => m.Priority).HasConversion<short>();

        // What the workers look for is a sliver of the table; sent messages are in no index that a lease touches.
        message.HasIndex(m => new { m.Channel, m.Priority, m.DueAt }).HasFilter("state = 'Queued'");
        message.HasIndex(m => m.CodeId);
        message.HasIndex(m => m.CreatedAt);
        message.HasIndex(m => new { m.ClinicId, m.CreatedAt });
    }
}
