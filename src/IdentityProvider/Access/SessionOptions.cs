using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Access;

/// <summary>Section "Sessions".</summary>
public sealed class SessionOptions
{
    public const string Section = "Sessions";

    /// <summary>How long a session may be left alone before it locks and the password opens it again (NIST SP 800-63B-4 §2.2.3), where no clinic says so.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "01:00:00")]
    public TimeSpan IdleLock { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a session lasts, however busy, where no clinic says so.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "1.00:00:00")]
    public TimeSpan Longest { get; set; } = TimeSpan.FromHours(12);
}
