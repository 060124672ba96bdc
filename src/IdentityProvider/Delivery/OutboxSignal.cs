using IdentityProvider.Storage;

namespace IdentityProvider.Delivery;

/// <summary>
/// Wakes this node's workers when any node commits a message: PostgreSQL's NOTIFY, sent by a trigger, with the channel in it. A signal may
/// be lost with its connection, so nobody relies on it alone: every wait has an end.
/// </summary>
internal sealed class OutboxSignal : IDatabaseSignalReceiver
{
    private readonly Dictionary<Channel, Bell> _bells = Enum.GetValues<Channel>().ToDictionary(channel => channel, _ => new Bell());

    string IDatabaseSignalReceiver.Channel => "outbox";

    /// <summary>Returns when a message for the channel was committed, or the time is over. A ring nobody heard yet counts.</summary>
    public Task WaitAsync(Channel channel, TimeSpan atMost, CancellationToken ct) => _bells[channel].WaitAsync(atMost, ct);

    public void Received(string payload)
    {
        if (Enum.TryParse<Channel>(payload, out var channel) && _bells.TryGetValue(channel, out var bell))
        {
            bell.Ring();
        }
    }

    /// <summary>Whatever was committed while nobody listened is looked for now.</summary>
    public void Missed()
    {
        foreach (var bell in _bells.Values)
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
}
