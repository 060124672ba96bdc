using System.Net.Sockets;
using Npgsql;

namespace IdentityProvider.Delivery;

/// <summary>
/// Wakes this node's workers when any node commits a message: PostgreSQL's NOTIFY, sent by a trigger, with the channel in it. A signal may
/// be lost with its connection, so nobody relies on it alone: every wait has an end.
/// </summary>
internal sealed partial class OutboxSignal(NpgsqlDataSource database, ILogger<OutboxSignal> logger) : BackgroundService
{
    private static readonly TimeSpan ConnectAgainAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProveConnectionEvery = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Channel, Bell> _bells = Enum.GetValues<Channel>().ToDictionary(channel => channel, _ => new Bell());

    /// <summary>Returns when a message for the channel was committed, or the time is over. A ring nobody heard yet counts.</summary>
    public Task WaitAsync(Channel channel, TimeSpan atMost, CancellationToken ct) => _bells[channel].WaitAsync(atMost, ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException or TimeoutException)
            {
                ListenerLost(logger, exception);
                await Task.Delay(ConnectAgainAfter, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, notification) => Ring(notification.Payload);
        await SubscribeAsync(connection, ct);

        // Whatever was committed while nobody listened is found now.
        foreach (var bell in _bells.Values)
        {
            bell.Ring();
        }

        while (true)
        {
            // A cable that was pulled says nothing. Asking again from time to time turns that silence into an exception.
            if (!await connection.WaitAsync(ProveConnectionEvery, ct))
            {
                await SubscribeAsync(connection, ct);
            }
        }
    }

    private static async Task SubscribeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var listen = new NpgsqlCommand("LISTEN outbox", connection);
        await listen.ExecuteNonQueryAsync(ct);
    }

    private void Ring(string payload)
    {
        if (Enum.TryParse<Channel>(payload, out var channel) && _bells.TryGetValue(channel, out var bell))
        {
            bell.Ring();
        }
    }

    // For one waiter. Rings are not counted: ten commits are one reason to look.
    private sealed class Bell
    {
        private TaskCompletionSource _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Ring() => Volatile.Read(ref _rung).TrySetResult();

        public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
        {
            await Task.WhenAny(_rung.Task, Task.Delay(atMost, ct));
            if (_rung.Task.IsCompleted)
            {
                // A ring that falls in here is not lost: whoever waited looks next.
                Volatile.Write(ref _rung, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox listener lost its connection. Workers look every few seconds until it is back.")]
    private static partial void ListenerLost(ILogger logger, Exception exception);
}
