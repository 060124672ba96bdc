using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Limits;

/// <summary>Section "AttemptLimits": waits after wrong passwords and codes.</summary>
public sealed class AttemptLimitOptions
{
    public const string Section = "AttemptLimits";

    /// <summary>Wrong passwords in a row before the first wait.</summary>
    [Range(3, 20)]
    public int PasswordTries { get; set; } = 5;

    /// <summary>The first wait after wrong passwords. It doubles with each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:10:00")]
    public TimeSpan PasswordFirstWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wrong codes in a row before typed codes are locked, and again after each as many.</summary>
    [Range(5, 20)]
    public int CodeTries { get; set; } = 10;

    /// <summary>The first lock of typed codes. It doubles with each further one.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "01:00:00")]
    public TimeSpan CodeFirstLock { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>What no wait and no lock exceeds.</summary>
    [Range(typeof(TimeSpan), "00:15:00", "1.00:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What no wait of emergency access exceeds.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:15:00")]
    public TimeSpan LongestEmergencyWait { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Failures in a row after which a password or a factor is off. NIST SP 800-63B-4 §3.2.2 stops at 100.</summary>
    [Range(20, 100)]
    public int Off { get; set; } = 100;

    /// <summary>Wrong passwords from one network within <see cref="NetworkWindow"/> before it waits; several accounts must be among them.</summary>
    [Range(20, 10_000)]
    public int NetworkFailures { get; set; } = 50;

    /// <summary>Accounts that must be among them. A clinic is one network address, and one forgetful person is no attack.</summary>
    [Range(2, 1_000)]
    public int NetworkAccounts { get; set; } = 10;

    /// <summary>The time in which failures of a network count together.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan NetworkWindow { get; set; } = TimeSpan.FromMinutes(10);

    internal AttemptRule RuleFor(AttemptKind kind) => kind switch
    {
        AttemptKind.Password or AttemptKind.PasswordKnownBrowser => new(PasswordTries, Every: 1, PasswordFirstWait, LongestWait, Off),
        AttemptKind.TypedCode or AttemptKind.UserCode => new(CodeTries, Every: CodeTries, CodeFirstLock, LongestWait, OffAt: null),
        AttemptKind.Emergency or AttemptKind.EmergencyKnownBrowser => new(PasswordTries, Every: 1, PasswordFirstWait, LongestEmergencyWait, Off),
        AttemptKind.Factor => new(int.MaxValue, Every: 1, TimeSpan.Zero, LongestWait, Off),
    };
}
