using System.Collections.Concurrent;
using System.Diagnostics;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Tests.Host;
using Npgsql;

namespace IdentityProvider.Tests.Delivery;

/// <summary>Where a message stands when its worker dies.</summary>
internal enum SendPhase
{
    /// <summary>The carrier has the request and has kept nothing.</summary>
    NotKept,

    /// <summary>The carrier has the message and has not answered.</summary>
    Kept,

    /// <summary>The carrier has answered, and the outcome waits at the database's door.</summary>
    Answered,
}

/// <summary>
/// Brings a provider's process to where a kill hurts: after some messages that go their way it stops the next ones, a few in each phase, and
/// whatever comes later before it is kept.
/// </summary>
/// <param name="database">Of the provider.</param>
/// <param name="idOf">The row of the message to a destination.</param>
internal sealed class KillTrap(TestDatabase database, Func<string, Guid> idOf) : IAsyncDisposable
{
    private const int LetGo = 100;
    private const int OfEach = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, SendPhase> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SendPhase> _standing = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _locking = new(1, 1);
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _locks;
    private int _came;

    /// <summary>How the carrier behaves meanwhile.</summary>
    public Mood Mood => new Mood.Watched(BeforeKeepingAsync, BeforeAnsweringAsync);

    /// <summary>Whom the messages are for that stand in a phase.</summary>
    public IReadOnlyList<string> StandingAt(SendPhase phase) => [.. _standing.Where(standing => standing.Value == phase).Select(standing => standing.Key)];

    /// <summary>Waits until messages stand in every phase.</summary>
    /// <returns>False when that has not come about within a minute.</returns>
    public async Task<bool> ClosesAsync(CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        while (Enum.GetValues<SendPhase>().Any(phase => StandingAt(phase).Count < OfEach) || await WaitingToSaveAsync(ct) < OfEach)
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), ct);
        }

        return true;
    }

    /// <summary>Lets the rows go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_locks is not null)
        {
            await _locks.DisposeAsync();
            await _connection!.DisposeAsync();
        }

        _locking.Dispose();
    }

    private async Task BeforeKeepingAsync(string destination, CancellationToken ct)
    {
        var turn = Interlocked.Increment(ref _came) - LetGo - 1;
        if (turn < 0)
        {
            return;
        }

        // The first of each phase in the order in which they come. One whose time was over and that comes again is not kept again.
        var phase = turn < 3 * OfEach ? (SendPhase)(turn / OfEach) : SendPhase.NotKept;
        if (!_places.TryAdd(destination, phase) || phase is SendPhase.NotKept)
        {
            await StandAsync(destination, SendPhase.NotKept, ct);
        }
    }

    private async Task BeforeAnsweringAsync(string destination, CancellationToken ct)
    {
        if (_places.TryGetValue(destination, out var phase))
        {
            await (phase is SendPhase.Kept ? StandAsync(destination, phase, ct) : LockAsync(destination, ct));
        }
    }

    // Until the caller hangs up.
    private Task StandAsync(string destination, SendPhase phase, CancellationToken ct)
    {
        _standing.TryAdd(destination, phase);
        return Task.Delay(Timeout.InfiniteTimeSpan, ct);
    }

    // Whoever wants to change the row now waits for us.
    private async Task LockAsync(string destination, CancellationToken ct)
    {
        await _locking.WaitAsync(ct);
        try
        {
            _connection ??= await database.Source.OpenConnectionAsync(ct);
            _locks ??= await _connection.BeginTransactionAsync(ct);
            await using var take = new NpgsqlCommand("select 1 from outbox_messages where id = $1 for update", _connection) { Parameters = { new() { Value = idOf(destination) } } };
            await take.ExecuteNonQueryAsync(ct);
            _standing.TryAdd(destination, SendPhase.Answered);
        }
        finally
        {
            _locking.Release();
        }
    }

    private async Task<long> WaitingToSaveAsync(CancellationToken ct)
    {
        await using var count = database.Source.CreateCommand("select count(*) from pg_stat_activity where $1 = any(pg_blocking_pids(pid))");
        count.Parameters.Add(new() { Value = _connection!.ProcessID });
        return (long)(await count.ExecuteScalarAsync(ct))!;
    }
}
