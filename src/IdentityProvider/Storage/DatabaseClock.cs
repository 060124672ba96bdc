using Npgsql;

namespace IdentityProvider.Storage;

/// <summary>
/// The time all nodes share: the machine's monotonic clock, set by PostgreSQL's. A node whose own clock jumps goes on
/// judging expiries as the others do.
/// </summary>
public sealed class DatabaseClock(TimeProvider machine) : TimeProvider
{
    private volatile Reading? _reading;

    /// <summary>How far the machine's wall clock is from the database's, or null before the first reading.</summary>
    public TimeSpan? Offset => _reading is null ? null : GetUtcNow() - machine.GetUtcNow();

    // Until the database has answered once nothing can be judged or saved anyway; only log lines carry this time.
    public override DateTimeOffset GetUtcNow() =>
        _reading is { } reading ? reading.Utc + machine.GetElapsedTime(reading.Timestamp) : machine.GetUtcNow();

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>Asks PostgreSQL for its time and takes it over, less half of the way there and back.</summary>
    public async Task ReadAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("select clock_timestamp()", connection);
        var asked = machine.GetTimestamp();
        var answer = (DateTime)(await command.ExecuteScalarAsync(ct))!;
        var answered = machine.GetTimestamp();
        var halfWay = machine.GetElapsedTime(asked, answered) / 2;
        _reading = new Reading(answered, new DateTimeOffset(answer, TimeSpan.Zero) + halfWay);
    }

    private sealed record Reading(long Timestamp, DateTimeOffset Utc);
}
