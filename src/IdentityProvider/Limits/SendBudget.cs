namespace IdentityProvider.Limits;

/// <summary>How many messages may go somewhere in any stretch of time.</summary>
/// <param name="Name">As stored and as operators know it, for example destination-day.</param>
/// <param name="Limit">Messages allowed in any <paramref name="Window"/>.</param>
/// <param name="Window">The stretch of time.</param>
/// <param name="RecordOnly">Count and report, but let everything through: to learn what a limit would do before it does it.</param>
public sealed record SendBudget(string Name, int Limit, TimeSpan Window, bool RecordOnly)
{
    // Counting by slices keeps a budget of thousands as cheap as one of five. A send counts until the whole slice it fell
    // in is older than the window: at most one slice too long, never a moment too short.
    private const int Slices = 24;

    private TimeSpan Slice => Window / Slices;

    /// <summary>The beginning of the slice a send falls in.</summary>
    public DateTimeOffset SliceOf(DateTimeOffset now) => new(now.Ticks - now.Ticks % Slice.Ticks, TimeSpan.Zero);

    /// <summary>Slices that begin at or before this moment count no more.</summary>
    public DateTimeOffset Forgotten(DateTimeOffset now) => now - Window - Slice;

    /// <summary>When one more could be sent, given what was. Null: now.</summary>
    /// <param name="sent">Sends by slice, in any order, the one in question not among them.</param>
    /// <param name="now">UTC.</param>
    public DateTimeOffset? FullUntil(IEnumerable<SliceOfSends> sent, DateTimeOffset now)
    {
        var counting = sent.Where(s => s.At > Forgotten(now)).OrderBy(s => s.At).ToList();
        var over = counting.Sum(s => s.Sends) - Limit + 1;
        foreach (var slice in counting)
        {
            if (over <= 0)
            {
                break;
            }

            over -= slice.Sends;
            if (over <= 0)
            {
                return slice.At + Window + Slice;
            }
        }

        return null;
    }
}

/// <summary>How much was sent in a slice that begins then.</summary>
public sealed record SliceOfSends(DateTimeOffset At, int Sends);
