using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Limits;

/// <summary>
/// How many sign-ins a network may begin on this node by looking at pages behind a session. Each beginning is a row, cookies or not, so
/// whoever opens such a page a thousand times a minute would fill a table. The numbers are those of every other anonymous door
/// (<see cref="RateLimitOptions"/>): a clinic behind one address starts its day within them.
/// </summary>
public sealed class SignInBeginnings(IOptions<RateLimitOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _buckets = PartitionedRateLimiter.Create<string, string>(
        network => RateLimitPartition.GetTokenBucketLimiter(network, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Value.Burst,
            TokensPerPeriod = Math.Max(1, options.Value.PerMinute / 60),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
            AutoReplenishment = true,
        }), StringComparer.Ordinal);

    /// <summary>Counts one; false when it is one too many now.</summary>
    public bool TryTake(IPAddress? address)
    {
        using var lease = _buckets.AttemptAcquire(NetworkAddress.Of(address));
        return lease.IsAcquired;
    }

    public void Dispose() => _buckets.Dispose();
}
