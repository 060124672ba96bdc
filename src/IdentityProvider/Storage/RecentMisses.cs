using System.Collections.Concurrent;

namespace IdentityProvider.Storage;

/// <summary>
/// Names that were asked for a moment ago and were not there: whoever asks for one again and again, which costs nobody a sign-in, does
/// not reach the database each time. What is registered meanwhile is found as soon as its signal empties the cache before this.
/// </summary>
internal sealed class RecentMisses(TimeProvider clock)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(3);

    private const int MostInASecond = 100;

    private readonly Lock _counting = new();
    private long _second;
    private int _missed;

    private readonly ConcurrentDictionary<string, long> _missedAt = new(StringComparer.Ordinal);

    /// <summary>Whether the database may be asked for one more name: a flood of unknown ones that are all different stops here.</summary>
    public bool MayAsk()
    {
        lock (_counting)
        {
            return _missed < MostInASecond || clock.GetElapsedTime(_second) >= TimeSpan.FromSeconds(1);
        }
    }

    public bool Has(string name) => _missedAt.TryGetValue(name, out var at) && clock.GetElapsedTime(at) < Remembered;

    public void Add(string name)
    {
        // Names come from anybody. Forgetting all of them costs one query each.
        if (_missedAt.Count >= Most)
        {
            _missedAt.Clear();
        }

        _missedAt[name] = clock.GetTimestamp();
        lock (_counting)
        {
            if (clock.GetElapsedTime(_second) >= TimeSpan.FromSeconds(1))
            {
                (_second, _missed) = (clock.GetTimestamp(), 0);
            }

            _missed++;
        }
    }
}
