using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>Takes away requests, codes, tokens and grants that can do nothing any more. Every node may run it: deleting twice is deleting once.</summary>
public sealed partial class AccessSweeper(IServiceScopeFactory scopes, TimeProvider clock, ILogger<AccessSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>A code is remembered this long after its minute, so that one that comes back is still recognised.</summary>
    private static readonly TimeSpan CodesKept = TimeSpan.FromDays(1);

    /// <summary>How long an ended or expired grant can still be looked up.</summary>
    private static readonly TimeSpan GrantsKept = TimeSpan.FromDays(90);

    /// <summary>One round. Public so that a test can run it without waiting for the timer.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var now = clock.GetUtcNow();
        await db.PendingAuthorizations.Where(pending => pending.ExpiresAt <= now).ExecuteDeleteAsync(ct);
        await db.PendingLogouts.Where(pending => pending.ExpiresAt <= now).ExecuteDeleteAsync(ct);

        var oldCode = now - CodesKept;
        await db.AuthorizationCodes.Where(code => code.ExpiresAt <= oldCode).ExecuteDeleteAsync(ct);

        // Spent ones too: until here one that came back would have shown a theft.
        await db.RefreshTokens.Where(token => token.ExpiresAt <= now).ExecuteDeleteAsync(ct);

        var oldGrant = now - GrantsKept;
        await db.Grants.Where(grant => grant.EndedAt <= oldGrant || grant.ExpiresAt <= oldGrant).ExecuteDeleteAsync(ct);
    }

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old grants could not be taken away. The next round tries again.")]
    private static partial void RoundFailed(ILogger logger, Exception exception);
}
