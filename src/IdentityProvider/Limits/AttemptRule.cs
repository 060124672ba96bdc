using System.Collections.Concurrent;

namespace IdentityProvider.Limits;

/// <summary>How long somebody waits after so many failures in a row, and when trying ends (NIST SP 800-63B-4 §3.2.2).</summary>
/// <param name="First">The failure that brings the first wait.</param>
/// <param name="Every">From there on, every how many failures bring a wait. Each is twice as long as the one before.</param>
/// <param name="FirstWait">The first wait.</param>
/// <param name="LongestWait">What doubling stops at.</param>
/// <param name="OffAt">Failures after which nothing is tried any more until somebody resets it. Null: never.</param>
public sealed record AttemptRule(int First, int Every, TimeSpan FirstWait, TimeSpan LongestWait, int? OffAt)
{
    // From this many failures on every one brings the longest wait, or trying is off.
    private const int Tabled = 200;

    private static readonly ConcurrentDictionary<AttemptRule, TimeSpan?[]> Tables = new();

    /// <summary>The wait that this failure brings; zero when the next try may follow at once.</summary>
    /// <param name="failures">Failures in a row, this one included: 1 for the first.</param>
    public TimeSpan WaitAfter(int failures)
    {
        if (failures >= Tabled && OffAt is null)
        {
            return LongestWait;
        }

        if (failures < First || (failures - First) % Every != 0)
        {
            return TimeSpan.Zero;
        }

        // Doubled so often, a wait fits no TimeSpan any more.
        var ticks = FirstWait.Ticks * Math.Pow(2, (failures - First) / Every);
        return ticks < LongestWait.Ticks ? TimeSpan.FromTicks((long)ticks) : LongestWait;
    }

    public bool IsOffAfter(int failures) => failures >= OffAt;

    /// <summary>
    /// The rule as a table, one wait per failure, null where none follows. The count is known only under the row's lock, so the
    /// database looks the wait up there; what the wait is, is decided here.
    /// </summary>
    /// <remarks>Its last entry stands for all failures beyond it: it is the longest wait, unless trying ends before.</remarks>
    internal TimeSpan?[] Waits() => Tables.GetOrAdd(this, rule =>
    {
        var waits = Enumerable.Range(1, Tabled).Select(rule.WaitAfter).Select(wait => wait > TimeSpan.Zero ? wait : (TimeSpan?)null).ToList();
        var last = waits.FindLastIndex(wait => wait != waits[^1]) + 2;
        return [.. waits.Take(last)];
    });
}
