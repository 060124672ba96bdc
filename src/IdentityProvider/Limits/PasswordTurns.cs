using System.Threading.RateLimiting;

namespace IdentityProvider.Limits;

/// <summary>
/// Tries at the password of one name take turns on a node. Each is counted as failed until it is compared, so eight right ones at the
/// same moment (a browser that opens all its tabs again) would otherwise look like guesses to one another, and the sixth be told
/// to wait. One after the other, each right one takes the count back to nothing before the next is counted; wrong ones reach the limit
/// exactly as before, because the count itself stands in the database.
/// </summary>
public sealed class PasswordTurns : IDisposable
{
    // Whoever finds so many before them goes on without a turn: then the count alone decides, as it does between nodes.
    private const int LongestQueue = 50;

    // Whoever waits holds a request and no database connection; the request limits in front say how many there can be.
    private readonly PartitionedRateLimiter<string> _turns = PartitionedRateLimiter.Create<string, string>(name =>
        RateLimitPartition.GetConcurrencyLimiter(name, _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = 1,
            QueueLimit = LongestQueue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }), StringComparer.Ordinal);

    /// <summary>
    /// Waits until nobody else tries this one. Disposing the turn ends it. Browsers that signed in as this user before have a queue of their
    /// own: strangers' guesses do not delay the owner.
    /// </summary>
    internal async Task<IDisposable> TakeAsync(AttemptKey key, CancellationToken ct) => await _turns.AcquireAsync($"{key.Kind}:{key.Subject}", permitCount: 1, ct);

    public void Dispose() => _turns.Dispose();
}
