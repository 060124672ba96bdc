using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Codes;

/// <summary>Raises an alarm when codes go to a block of numbers and hardly any come back: somebody is paid for the sending.</summary>
public sealed partial class PrefixWatch(
    IServiceScopeFactory scopes, IOptions<CodeOptions> options, TimeProvider clock, ILogger<PrefixWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Window = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The host stops when a worker throws. A database that is away for a minute must not do that.
                RoundFailed(logger, exception);
            }
        }
    }

    /// <summary>One round. Public so that a test can run it without waiting for the timer.</summary>
    /// <returns>The alarming blocks of numbers.</returns>
    public async Task<IReadOnlyList<PrefixUse>> LookAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var (now, oldest) = (clock.GetUtcNow(), clock.GetUtcNow() - Window);
        var counts = await db.OneTimeCodes.Where(c => c.ExpiresAt <= now && c.ExpiresAt > oldest)
            .Join(db.CodeSeries.Where(s => s.Prefix != null), c => c.SeriesId, s => s.Id, (c, s) => new { s.Prefix, Used = c.UsedAt != null ? 1 : 0 })
            .GroupBy(c => c.Prefix)
            .Select(g => new { Prefix = g.Key, Sent = g.Count(), Used = g.Sum(c => c.Used) })
            .ToListAsync(ct);
        List<PrefixUse> alarming = [.. counts.Select(c => new PrefixUse(c.Prefix!, c.Sent, c.Used)).Where(use => use.IsAlarming(options.Value))];
        foreach (var use in alarming)
        {
            HardlyUsed(logger, use.Prefix, use.Sent, use.Used);
        }

        return alarming;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Of {Sent} codes to {Prefix} within a day only {Used} were used. This is what toll fraud looks like.")]
    private static partial void HardlyUsed(ILogger logger, string prefix, int sent, int used);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The use of codes could not be looked at. The next round tries again.")]
    private static partial void RoundFailed(ILogger logger, Exception exception);
}
