using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Limits;

/// <summary>
/// The coarse limit in front of everything anonymous: requests per network and node, kept in memory. It stops a flood; what
/// may be guessed or sent is decided by rows (<see cref="AttemptLimits"/>, <see cref="SendBudgets"/>).
/// </summary>
public static class RateLimits
{
    /// <summary>Pages of sign-in and recovery. Their POSTs count; looking at a page changes nothing and costs little.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Endpoints that client apps call.</summary>
    public const string Protocol = "protocol";

    /// <summary>Pages behind a session. Their POSTs count.</summary>
    public const string Pages = "pages";

    /// <summary>Webhooks of carriers.</summary>
    public const string Hooks = "hooks";

    private static readonly string[] All = [SignIn, Protocol, Pages, Hooks];

    internal static void Configure(RateLimiterOptions limiter)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            rejected.HttpContext.Response.Headers.RetryAfter =
                Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };

        foreach (var policy in All)
        {
            limiter.AddPolicy(policy, http => PartitionOf(policy, http));
        }
    }

    // A carrier reports about everybody's messages, several times for each, from a few addresses.
    private static int TimesOf(string policy) => policy is Hooks ? 30 : 1;

    // One bucket per policy and network: a clinic whose EHR is busy can still sign in.
    private static RateLimitPartition<string> PartitionOf(string policy, HttpContext http)
    {
        if (policy is SignIn or Pages && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)))
        {
            return RateLimitPartition.GetNoLimiter($"{policy} looked at");
        }

        var options = http.RequestServices.GetRequiredService<IOptions<RateLimitOptions>>().Value;
        return RateLimitPartition.GetTokenBucketLimiter($"{policy} {NetworkAddress.Of(http.Connection.RemoteIpAddress)}", _ => new()
        {
            TokenLimit = options.Burst * TimesOf(policy),
            TokensPerPeriod = Math.Max(1, options.PerMinute / 60) * TimesOf(policy),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
            AutoReplenishment = true,
        });
    }
}
