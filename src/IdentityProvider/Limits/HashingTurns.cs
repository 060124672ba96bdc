using System.Threading.RateLimiting;

namespace IdentityProvider.Limits;

/// <summary>
/// The turns in which passwords and recovery codes are hashed: only so many at a time, all of them together, so that a storm of either never starves the
/// token endpoint.
/// </summary>
public sealed class HashingTurns : IDisposable
{
    private readonly ConcurrencyLimiter _turns;

    /// <param name="atOnce">0 for one less than the machine's cores, and at least one.</param>
    /// <param name="waiting">How many more may wait.</param>
    public HashingTurns(int atOnce, int waiting) => _turns = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
    {
        PermitLimit = atOnce > 0 ? atOnce : Math.Max(1, Environment.ProcessorCount - 1),
        QueueLimit = waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for a turn. Not acquired: too many wait already, and the answer is 503 with Retry-After.</summary>
    public ValueTask<RateLimitLease> TakeAsync(CancellationToken ct) => _turns.AcquireAsync(1, ct);

    public void Dispose() => _turns.Dispose();
}
