using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn;

/// <summary>Clears away what nobody needs any more: attempts after 30 days, ended sessions after 90. Every node may do it; a row goes once.</summary>
public sealed partial class SignInSweeper(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SignInSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);
    private static readonly TimeSpan AttemptsKept = TimeSpan.FromDays(30);
    private static readonly TimeSpan SessionsKept = TimeSpan.FromDays(90);

    /// <summary>One round. Public so that a test can run it.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var (attempts, sessions) = (clock.GetUtcNow() - AttemptsKept, clock.GetUtcNow() - SessionsKept);
        await db.SignInAttempts.Where(a => a.CreatedAt < attempts).ExecuteDeleteAsync(ct);
        await db.Sessions.Where(s => s.ExpiresAt < sessions).ExecuteDeleteAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The rows wait for the next round; a database that is away must not stop the node.
                RoundFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old sign-in attempts and sessions could not be cleared away. The next round tries again.")]
    private static partial void RoundFailed(ILogger logger, Exception exception);
}
