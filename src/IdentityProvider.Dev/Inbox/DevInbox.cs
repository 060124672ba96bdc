namespace IdentityProvider.Dev.Inbox;

/// <summary>All that the simulated carriers have delivered, newest first. In memory: a restart is an empty phone.</summary>
public sealed class DevInbox(TimeProvider clock)
{
    private const int Kept = 2000;

    private readonly Lock _lock = new();
    private readonly LinkedList<InboxMessage> _messages = [];
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<InboxMessage> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>The newest message that fits, at once or when it comes.</summary>
    /// <exception cref="OperationCanceledException">It had not come when <paramref name="ct"/> gave up.</exception>
    public async Task<InboxMessage> WaitForAsync(Func<InboxMessage, bool> fits, CancellationToken ct)
    {
        while (true)
        {
            Task arrival;
            lock (_lock)
            {
                if (_messages.FirstOrDefault(fits) is { } found)
                {
                    return found;
                }

                arrival = _arrival.Task;
            }

            await arrival.WaitAsync(ct);
        }
    }

    internal InboxMessage Add(string channel, string to, string? from, string? subject, string text, string? html = null)
    {
        var now = clock.GetUtcNow();
        var message = new InboxMessage(Guid.CreateVersion7(now).ToString(), channel, to, subject, text, CodeInText.Find(channel, text), now)
        {
            Html = html,
            From = from,
        };
        lock (_lock)
        {
            _messages.AddFirst(message);
            if (_messages.Count > Kept)
            {
                _messages.RemoveLast();
            }

            _arrival.TrySetResult();
            _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return message;
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _messages.Clear();
        }
    }
}
