namespace IdentityProvider.Storage;

/// <summary>
/// One value kept in this node's memory and dropped when the database says that it changed, when that could have been missed, and
/// in any case after a minute. For what is read by every request and changed by hardly any: clients and signing keys.
/// </summary>
/// <param name="channel">The NOTIFY channel that says "changed".</param>
/// <param name="load">Reads the value from the database.</param>
/// <param name="change">Reads only what the signals named and puts it into the value; null where every signal drops the whole.</param>
public sealed class NodeCache<T>(
    string channel, Func<CancellationToken, Task<T>> load, TimeProvider clock, Func<T, IReadOnlyCollection<string>, CancellationToken, Task<T>>? change = null)
    : IDatabaseSignalReceiver, IDisposable
    where T : class
{
    private static readonly TimeSpan Oldest = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly Lock _gate = new();

    // What was named as changed since it was read, and by which signal.
    private readonly Dictionary<string, long> _changed = new(StringComparer.Ordinal);
    private volatile Entry? _entry;
    private volatile bool _isBehind;
    private long _signals;
    private int _drops;

    public string Channel => channel;

    public async ValueTask<T> GetAsync(CancellationToken ct)
    {
        if (Fresh() is { } known)
        {
            return known;
        }

        // One request loads, the others wait for it: a dropped cache must not become a herd at the database.
        await _loading.WaitAsync(ct);
        try
        {
            return Fresh() ?? await LoadAsync(ct);
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Drop()
    {
        lock (_gate)
        {
            _drops++;
            _entry = null;
            _changed.Clear();
            _isBehind = false;
        }
    }

    public void Received(string payload)
    {
        if (change is null || payload.Length == 0)
        {
            Drop();
            return;
        }

        lock (_gate)
        {
            _changed[payload] = ++_signals;
            _isBehind = true;
        }
    }

    public void Missed() => Drop();

    public void Dispose() => _loading.Dispose();

    private T? Fresh() => _isBehind ? null : Known()?.Value;

    private Entry? Known() => _entry is { } entry && clock.GetElapsedTime(entry.LoadedAt) < Oldest ? entry : null;

    private async Task<T> LoadAsync(CancellationToken ct)
    {
        var (drops, named, known, now) = Begin();
        var isPatch = known is not null && change is not null;
        var value = isPatch ? await change!(known!.Value, named.Keys, ct) : await load(ct);
        Keep(new Entry(value, isPatch ? known!.LoadedAt : now), drops, named);
        return value;
    }

    private (int Drops, Dictionary<string, long> Named, Entry? Known, long Now) Begin()
    {
        lock (_gate)
        {
            return (_drops, new Dictionary<string, long>(_changed, StringComparer.Ordinal), Known(), clock.GetTimestamp());
        }
    }

    // What was announced while we read may not be in what we read: after a drop it is used once and not kept, and what was named since
    // stays to be read again.
    private void Keep(Entry entry, int drops, Dictionary<string, long> named)
    {
        lock (_gate)
        {
            if (drops != _drops)
            {
                return;
            }

            foreach (var (name, signal) in named)
            {
                if (_changed.GetValueOrDefault(name) == signal)
                {
                    _changed.Remove(name);
                }
            }

            _entry = entry;
            _isBehind = _changed.Count > 0;
        }
    }

    private sealed record Entry(T Value, long LoadedAt);
}
