using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Limits;

/// <summary>Section "RateLimits": requests per network on one node. A clinic is one network address, so the numbers are generous.</summary>
public sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Requests a minute that may go on for ever.</summary>
    [Range(60, 1_000_000)]
    public int PerMinute { get; set; } = 600;

    /// <summary>Requests that may come at once.</summary>
    [Range(30, 1_000_000)]
    public int Burst { get; set; } = 300;
}
