using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace IdentityProvider.Audit;

/// <summary>
/// Writes the events of which there are many, such as issued tokens, some hundred at a time: a round trip for each would cost more than
/// the token. Nothing is lost when a node is stopped or the database is away for a while; a node that crashes loses at most its last second.
/// </summary>
public sealed partial class AuditBatches(NpgsqlDataSource database, TimeProvider clock, ILogger<AuditBatches> logger) : BackgroundService
{
    private const string Copy = """
        copy audit_entries (at, name, detail, user_id, actor_id, clinic_id, client_id, attempt_id, session_id, network) from stdin (format binary)
        """;

    private const int Largest = 5000;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    /// <summary>With the database away for longer than this fills, requests wait: no token without its record.</summary>
    internal const int Room = 50_000;

    private readonly Channel<AuditEntry> _waiting = Channel.CreateUnbounded<AuditEntry>();
    private readonly SemaphoreSlim _room = new(Room, Room);
    private readonly List<AuditEntry> _batch = [];
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>How many events are not in the database yet.</summary>
    internal int Waiting => _batch.Count + _waiting.Reader.Count;

    /// <summary>Takes an event. It is in the database within a second.</summary>
    public async ValueTask AddAsync(AuditEntry entry, CancellationToken ct)
    {
        using var slot = await ReserveAsync(ct);
        slot.Fill(entry);
    }

    /// <summary>Waits for room for one event that is yet to happen.</summary>
    public async ValueTask<AuditSlot> ReserveAsync(CancellationToken ct)
    {
        await _room.WaitAsync(ct);
        return new AuditSlot(this);
    }

    internal void Take(AuditEntry entry) => _waiting.Writer.TryWrite(entry);

    internal void GiveBack() => _room.Release();

    /// <summary>Writes everything taken so far.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            while (Fill())
            {
                await WriteBatchAsync(ct);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The server has stopped before us and takes no more requests.
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _writing.Dispose();
        _room.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryFlushAsync(stoppingToken);
        }
    }

    private async Task TryFlushAsync(CancellationToken ct)
    {
        try
        {
            await FlushAsync(ct);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException or OperationCanceledException)
        {
            NotWritten(logger, Waiting, exception);
        }
    }

    private bool Fill()
    {
        while (_batch.Count < Largest && _waiting.Reader.TryRead(out var entry))
        {
            _batch.Add(entry);
            _room.Release();
        }

        return _batch.Count > 0;
    }

    // One row that can never be written must not hold up all others for ever: what is refused for what it says is halved until it is found.
    private async Task WriteBatchAsync(CancellationToken ct)
    {
        var size = _batch.Count;
        while (_batch.Count > 0)
        {
            var rows = _batch.GetRange(0, Math.Min(size, _batch.Count));
            try
            {
                await WriteAsync(rows, ct);

                // Only now: what could not be written is still here for the next try.
                _batch.RemoveRange(0, rows.Count);
            }
            catch (Exception refused) when (IsAboutARow(refused))
            {
                size = rows.Count / 2;
                if (size == 0)
                {
                    await SetAsideAsync(rows[0], refused, ct);
                    _batch.RemoveAt(0);
                    size = _batch.Count;
                }
            }
        }
    }

    // Kept without its texts, the only members that can be unwritable: who, where and when stay on record.
    private async Task SetAsideAsync(AuditEntry entry, Exception refused, CancellationToken ct)
    {
        Unwritable(logger, entry.Name, entry.At, refused);
        try
        {
            await WriteAsync([entry.WithoutText()], ct);
        }
        catch (Exception again) when (IsAboutARow(again))
        {
            Lost(logger, entry.Name, entry.At, again);
        }
    }

    // Class 22 is a value that PostgreSQL does not take; the others are values that no column can be made of. Everything else passes.
    private static bool IsAboutARow(Exception exception) => exception
        is PostgresException { SqlState: ['2', '2', ..] } or ArgumentException or InvalidCastException or OverflowException;

    private async Task WriteAsync(List<AuditEntry> rows, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var import = await connection.BeginBinaryImportAsync(Copy, ct);
        foreach (var entry in rows)
        {
            await import.StartRowAsync(ct);
            await import.WriteAsync(entry.At, NpgsqlDbType.TimestampTz, ct);
            await import.WriteAsync(entry.Name, NpgsqlDbType.Varchar, ct);
            await import.WriteAsync(entry.Detail, NpgsqlDbType.Jsonb, ct);
            await WriteAsync(import, entry.UserId, NpgsqlDbType.Uuid, ct);
            await WriteAsync(import, entry.ActorId, NpgsqlDbType.Uuid, ct);
            await WriteAsync(import, entry.ClinicId, NpgsqlDbType.Uuid, ct);
            await WriteAsync(import, entry.ClientId, NpgsqlDbType.Varchar, ct);
            await WriteAsync(import, entry.AttemptId, NpgsqlDbType.Uuid, ct);
            await WriteAsync(import, entry.SessionId, NpgsqlDbType.Uuid, ct);
            await WriteAsync(import, entry.Network, NpgsqlDbType.Inet, ct);
        }

        await import.CompleteAsync(ct);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter import, object? value, NpgsqlDbType type, CancellationToken ct) =>
        value is null ? import.WriteNullAsync(ct) : import.WriteAsync(value, type, ct);

    [LoggerMessage(Level = LogLevel.Critical, Message = "An event of the audit log ({Name}, {At}) cannot be written as it is. It is kept without its texts; find out where they came from.")]
    private static partial void Unwritable(ILogger logger, string name, DateTimeOffset at, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "An event of the audit log ({Name}, {At}) cannot be written at all and is lost.")]
    private static partial void Lost(ILogger logger, string name, DateTimeOffset at, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} events of the audit log could not be written yet. They are kept and tried again; a node stopped now would lose them.")]
    private static partial void NotWritten(ILogger logger, int count, Exception exception);
}
