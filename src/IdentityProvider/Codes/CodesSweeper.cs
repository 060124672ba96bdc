using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Codes;

/// <summary>Takes from old codes what nobody needs any more. Every node may run it: emptying twice is emptying once.</summary>
public sealed partial class CodesSweeper(IServiceScopeFactory scopes, TimeProvider clock, ILogger<CodesSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>As long as the sign-in attempts they belong to.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

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

        // The digits go with the code's life; the hash stays for as long as a right code that comes late earns a fresh one.
        await db.OneTimeCodes.Where(c => c.ExpiresAt <= now && c.DigitsEncrypted != null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.DigitsEncrypted, (byte[]?)null), ct);
        var late = now - OneTimeCode.LateFor;
        await db.OneTimeCodes.Where(c => c.ExpiresAt <= late && c.Hash != null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Hash, (byte[]?)null), ct);
        var old = now - Kept;
        await db.CodeSeries.Where(s => s.LastSentAt < old).ExecuteDeleteAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old codes could not be emptied. The next round tries again.")]
    private static partial void RoundFailed(ILogger logger, Exception exception);
}
