using System.ComponentModel.DataAnnotations;

namespace IdentityProvider.Codes;

/// <summary>Section "Codes". Length and lifetime are a clinic's settings; the numbers here hold where no clinic decides, and for all.</summary>
public sealed class CodeOptions
{
    public const string Section = "Codes";

    /// <summary>Digits of a code outside any clinic. Six is about 20 bits, the least NIST SP 800-63B-4 §3.1.3 accepts.</summary>
    [Range(PlainCode.Shortest, PlainCode.Longest)]
    public int Digits { get; set; } = 6;

    /// <summary>How long a code may be used outside any clinic. The same section stops at ten minutes.</summary>
    [Range(typeof(TimeSpan), "00:03:00", "00:10:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Tries after which a code is dead, the right one included.</summary>
    [Range(3, 10)]
    public int Tries { get; set; } = 5;

    /// <summary>The wait after the first send. The waits grow from one send to the next; the last one repeats.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait after the second send.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan SecondWait { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The wait after the third send.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan ThirdWait { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>The wait after every further send.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:30:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>Codes to one block of numbers in a day from which on their use is looked at.</summary>
    [Range(5, 10_000)]
    public int AlarmFrom { get; set; } = 20;

    /// <summary>Percent of such codes that people use, at least. Fewer is the sign of toll fraud: nobody types what nobody asked for.</summary>
    [Range(1, 100)]
    public int AlarmBelowPercent { get; set; } = 30;

    internal IReadOnlyList<TimeSpan> Waits => [FirstWait, SecondWait, ThirdWait, LongestWait];

    internal bool WaitsGrow() => FirstWait <= SecondWait && SecondWait <= ThirdWait && ThirdWait <= LongestWait;
}
