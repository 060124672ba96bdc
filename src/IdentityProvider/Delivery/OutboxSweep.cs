using IdentityProvider.Storage;

namespace IdentityProvider.Delivery;

/// <summary>Clears away messages after 30 days. They were emptied when they were finished; what goes now is that they were sent.</summary>
internal sealed class OutboxSweep : ISweep
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public TimeSpan Every => TimeSpan.FromHours(6);

    public async Task SweepAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var before = now - Kept;
        await db.OutboxMessages.Where(m => m.CreatedAt < before && m.State != MessageState.Queued).DeleteInBatchesAsync(ct);
    }
}
