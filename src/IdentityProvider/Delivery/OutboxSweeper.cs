using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Delivery;

/// <summary>Clears away messages after 30 days. They were emptied when they were finished; what goes now is that they were sent. Every node may do it.</summary>
internal sealed partial class OutboxSweeper(IServiceScopeFactory scopes, TimeProvider clock, ILogger<OutboxSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>One round. Public so that a test can run it.</summary>
    /// <returns>How many messages went.</returns>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Kept;
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IdpDbContext>().OutboxMessages
            .Where(m => m.CreatedAt < before && m.State != MessageState.Queued)
            .ExecuteDeleteAsync(ct);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old messages could not be cleared away. The next round tries again.")]
    private static partial void RoundFailed(ILogger logger, Exception exception);
}
