using Npgsql;

namespace IdentityProvider.Storage;

/// <summary>The node's one LISTEN connection. It hands each NOTIFY to whoever waits for its channel.</summary>
public sealed partial class DatabaseSignals(
    NpgsqlDataSource database, IEnumerable<IDatabaseSignalReceiver> receivers, ILogger<DatabaseSignals> logger) : BackgroundService
{
    // A connection that a firewall forgot looks open and is silent: asking something shows it.
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ILookup<string, IDatabaseSignalReceiver> _byChannel = receivers.ToLookup(receiver => receiver.Channel, StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                ListenerLost(logger, exception);
                TellMissed();
                await Task.Delay(RetryAfter, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, signal) => Tell(signal.Channel, signal.Payload);
        try
        {
            await ListenAsync(connection, ct);
        }
        finally
        {
            // A connection is lent out as it came back, and this one would go on listening.
            database.Clear();
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        foreach (var channel in _byChannel.Select(group => group.Key))
        {
            await ExecuteAsync(connection, $"listen {channel}", ct);
        }

        // What was said before the LISTEN nobody heard.
        TellMissed();
        while (true)
        {
            if (!await connection.WaitAsync(AskEvery, ct))
            {
                await ExecuteAsync(connection, "select 1", ct);
            }
        }
    }

    private void Tell(string channel, string payload)
    {
        foreach (var receiver in _byChannel[channel])
        {
            receiver.Received(payload);
        }
    }

    private void TellMissed()
    {
        foreach (var receiver in _byChannel.SelectMany(group => group))
        {
            receiver.Missed();
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 5 };
        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The listener for database signals was lost. Caches are dropped; it connects again.")]
    private static partial void ListenerLost(ILogger logger, Exception exception);
}
