namespace IdentityProvider.Storage;

/// <summary>
/// One value kept in this node's memory and dropped when the database says that it changed, when that could have been missed, and
/// in any case after a minute. For what is read by every request and changed by hardly any: clients and signing keys.
/// </summary>
/// <param name="channel">The NOTIFY channel that says "changed".</param>
/// <param name="load">Reads the value from the database.</param>
public sealed class NodeCache<T>(string channel, Func<CancellationToken, Task<T>> load, TimeProvider clock) : IDatabaseSignalReceiver, IDisposable
    where T : class
{
    private static readonly TimeSpan Oldest = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Entry? _entry;
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
        Interlocked.Increment(ref _drops);
        _entry = null;
    }

    public void Received(string payload) => Drop();

    public void Missed() => Drop();

    public void Dispose() => _loading.Dispose();

    private T? Fresh() => _entry is { } entry && clock.GetElapsedTime(entry.LoadedAt) < Oldest ? entry.Value : null;

    private async Task<T> LoadAsync(CancellationToken ct)
    {
        var (drops, loadedAt) = (Volatile.Read(ref _drops), clock.GetTimestamp());
        var value = await load(ct);

        // A change that was announced while we read may not be in what we read: use it once, keep it not.
        if (drops == Volatile.Read(ref _drops))
        {
            _entry = new Entry(value, loadedAt);
        }

        return value;
    }

    private sealed record Entry(T Value, long LoadedAt);
}
