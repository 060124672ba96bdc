using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Limits;

/// <summary>Forgets counts that no rule looks at any more. Every node may run it: deleting twice is deleting once.</summary>
public sealed partial class LimitsSweeper(IServiceScopeFactory scopes, TimeProvider clock, ILogger<LimitsSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    /// <summary>Longer than any budget's window and slice.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The host stops when a worker throws. A database that is away for a minute must not do that.
                RoundFailed(logger, exception);
            }
        }
    }

    /// <summary>One round. Public so that a test can run it without waiting for the timer.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var now = clock.GetUtcNow();
        var old = now - Kept;
        await db.SendCounts.Where(c => c.Slice < old).ExecuteDeleteAsync(ct);
        await db.PasswordFailures.Where(f => f.Minute < old).ExecuteDeleteAsync(ct);
        await db.UsedOnce.Where(u => u.ExpiresAt <= now).ExecuteDeleteAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old counts could not be forgotten. The next round tries again.")]
    private static partial void RoundFailed(ILogger logger, Exception exception);
}
