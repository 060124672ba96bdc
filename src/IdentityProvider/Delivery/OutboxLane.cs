namespace IdentityProvider.Delivery;

/// <summary>
/// One node's sending on one channel: leases as many messages as it has free places, and sends each on its own. A slow answer holds one
/// place, not the others; a provider that hangs holds its own channel, not the others.
/// </summary>
internal sealed partial class OutboxLane(
    Channel channel, int places, IServiceScopeFactory scopes, OutboxSignal signal, TimeProvider clock, ILogger<OutboxWorker> logger) : IDisposable
{
    /// <summary>How often it looks when no signal comes.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RecordAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _free = new(places, places);
    private readonly SemaphoreSlim _draining = new(1, 1);

    /// <summary>Runs until it is told to stop, and then until what it has begun is done.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // Fewer than there was room for: that was all that is due. What is committed later rings; a retry and a lease that runs out are found
                // by looking every few seconds.
                var (room, started) = await StartDueAsync(stopping);
                if (started < room)
                {
                    await signal.WaitAsync(channel, PollInterval, stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                // The host stops when a worker throws. A database that is away for a minute must not do that, nor be asked without a pause.
                RoundFailed(logger, channel, exception);
                await Task.Delay(PollInterval, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await DrainAsync();
    }

    /// <summary>Sends what is due now, and returns when all of it has an outcome.</summary>
    /// <returns>How many messages were tried.</returns>
    public async Task<int> SendDueAsync(CancellationToken ct)
    {
        var tried = 0;
        for (var round = await StartDueAsync(ct); round.Started > 0; round = await StartDueAsync(ct))
        {
            tried += round.Started;
        }

        await DrainAsync();
        return tried;
    }

    public void Dispose()
    {
        _free.Dispose();
        _draining.Dispose();
    }

    private async Task<(int Room, int Started)> StartDueAsync(CancellationToken ct)
    {
        var taken = await TakeFreePlacesAsync(ct);
        IReadOnlyList<OutboxMessage> leased = [];
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            leased = await scope.ServiceProvider.GetRequiredService<Outbox>().LeaseDueAsync(channel, taken, ct);
        }
        finally
        {
            GiveBack(taken - leased.Count);
        }

        foreach (var message in leased)
        {
            _ = SendAsync(message);
        }

        return (taken, leased.Count);
    }

    // Not cancelled by a stop: what was leased is sent and recorded first, within the timeout of a try.
    private async Task SendAsync(OutboxMessage message)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var result = await scope.ServiceProvider.GetRequiredService<MessageSenders>().TrySendAsync(message, CancellationToken.None);
            await RecordAsync(message, result);
        }
        catch (Exception exception)
        {
            // It stays leased, and is due again when the lease runs out.
            SendFailed(logger, message.Id, exception);
        }
        finally
        {
            GiveBack(1);
        }
    }

    // The provider has the message and only we know it. Saying so is tried until the lease ends, when another worker would send it again.
    private async Task RecordAsync(OutboxMessage message, SendResult result)
    {
        while (true)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                if (!await scope.ServiceProvider.GetRequiredService<Outbox>().RecordAsync(message, result, CancellationToken.None))
                {
                    LeaseLost(logger, result.Outcome, message.Id);
                }

                return;
            }
            catch (Exception) when (clock.GetUtcNow() + RecordAgainAfter < message.LeasedUntil)
            {
                await Task.Delay(RecordAgainAfter);
            }
        }
    }

    private async Task<int> TakeFreePlacesAsync(CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        var taken = 1;
        while (taken < places && await _free.WaitAsync(TimeSpan.Zero, ct))
        {
            taken++;
        }

        return taken;
    }

    // Everything has been sent when every place is free. One at a time: two that each held half of the places would wait for ever.
    private async Task DrainAsync()
    {
        await _draining.WaitAsync();
        for (var place = 0; place < places; place++)
        {
            await _free.WaitAsync();
        }

        GiveBack(places);
        _draining.Release();
    }

    private void GiveBack(int count)
    {
        if (count > 0)
        {
            _free.Release(count);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An outbox round of {Channel} failed. Its messages stay due.")]
    private static partial void RoundFailed(ILogger logger, Channel channel, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {MessageId} has no recorded outcome. It is due again when its lease runs out.")]
    private static partial void SendFailed(ILogger logger, Guid messageId, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The outcome ({Outcome}) of message {MessageId} was not saved: its lease had run out, or the carrier had reported before.")]
    private static partial void LeaseLost(ILogger logger, MessageOutcome outcome, Guid messageId);
}
