using IdentityProvider.Storage;

namespace IdentityProvider.Access;

/// <summary>Tells clients that sessions ended, on every node: each notice by one worker at a time, again until the client hears it, and at least once.</summary>
internal sealed partial class LogoutNoticeWorker(IServiceScopeFactory scopes, LogoutSignal signal, ILogger<LogoutNoticeWorker> logger) : BackgroundService
{
    private const int BatchSize = 20;

    /// <summary>How often it looks when no signal comes: retries come due without one.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // A full batch means there may be more: do not wait for a signal that has already come.
                if (await TellDueAsync(stoppingToken) < BatchSize)
                {
                    await signal.WaitAsync(PollInterval, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The host stops when a worker throws. A database that is away for a minute must not do that.
                RoundFailed(logger, exception);
                await Task.Delay(PollInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>One round. Public so that a test can run it without waiting for the signal.</summary>
    /// <returns>How many notices were tried.</returns>
    public async Task<int> TellDueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var leased = await scope.ServiceProvider.GetRequiredService<LogoutNotices>().LeaseDueAsync(BatchSize, ct);

        // Side by side: a client that hangs holds its own place, not the others.
        await Parallel.ForEachAsync(leased, new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = BatchSize }, TellAsync);
        return leased.Count;
    }

    private async ValueTask TellAsync(LogoutNotice notice, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        try
        {
            var outcome = await TryTellAsync(services.GetRequiredService<LogoutNoticeSender>(), notice, ct);
            await services.GetRequiredService<LogoutNotices>().RecordAsync(notice, outcome, ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            // Its lease runs out and it is due again. The others of the round have nothing to do with it.
            NoticeFailed(logger, notice.Id, exception);
        }
    }

    // What fails on our side counts as a try as well: a notice that can never be told is given up in the end.
    private async Task<NoticeOutcome> TryTellAsync(LogoutNoticeSender sender, LogoutNotice notice, CancellationToken ct)
    {
        try
        {
            return await sender.TellAsync(notice, ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            NoticeFailed(logger, notice.Id, exception);
            return NoticeOutcome.Unreachable;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Back-channel logout {NoticeId} failed on our side. It is tried again.")]
    private static partial void NoticeFailed(ILogger logger, Guid noticeId, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of back-channel logouts failed. They stay due.")]
    private static partial void RoundFailed(ILogger logger, Exception exception);
}

/// <summary>Wakes this node's worker when any node commits a notice. It may be lost with its connection, so every wait has an end.</summary>
internal sealed class LogoutSignal : IDatabaseSignalReceiver, IDisposable
{
    // One ring is enough: ten commits are one reason to look.
    private readonly SemaphoreSlim _bell = new(0, 1);
    private readonly Lock _ringing = new();

    string IDatabaseSignalReceiver.Channel => "logout_notices";

    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _bell.WaitAsync(atMost, ct);

    public void Received(string payload) => Ring();

    public void Missed() => Ring();

    public void Dispose() => _bell.Dispose();

    private void Ring()
    {
        lock (_ringing)
        {
            if (_bell.CurrentCount == 0)
            {
                _bell.Release();
            }
        }
    }
}
