namespace IdentityProvider.Audit;

/// <summary>
/// Room for one event, held before the thing happens that it will tell of: what cannot be undone does not wait for its record afterwards.
/// Given back when nothing came of it.
/// </summary>
public sealed class AuditSlot : IDisposable
{
    private AuditBatches? _batches;

    internal AuditSlot(AuditBatches batches) => _batches = batches;

    public void Dispose() => Interlocked.Exchange(ref _batches, null)?.GiveBack();

    /// <summary>Puts the event there, once. It cannot fail.</summary>
    internal void Fill(AuditEntry entry) => Interlocked.Exchange(ref _batches, null)?.Take(entry);
}
