namespace IdentityProvider.Storage;

/// <summary>Does a sweep again and again, from the start of the node to its end.</summary>
internal sealed partial class SweepWorker<TSweep>(
    TSweep sweep, IServiceScopeFactory scopes, TimeProvider clock, ILogger<SweepWorker<TSweep>> logger) : BackgroundService
    where TSweep : class, ISweep
{
    /// <summary>One round. Public so that a test can run it without waiting for the timer.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await sweep.SweepAsync(scope.ServiceProvider.GetRequiredService<IdpDbContext>(), clock.GetUtcNow(), ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(sweep.Every, clock);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The host stops when a worker throws. A database that is away for a minute must not do that.
                RoundFailed(logger, typeof(TSweep).Name, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sweep} could not clear away old rows. The next round tries again.")]
    private static partial void RoundFailed(ILogger logger, string sweep, Exception exception);
}

internal static class SweepRegistration
{
    public static IServiceCollection AddSweep<TSweep>(this IServiceCollection services)
        where TSweep : class, ISweep
    {
        services.AddSingleton<TSweep>();
        services.AddSingleton<SweepWorker<TSweep>>();
        return services.AddHostedService(provider => provider.GetRequiredService<SweepWorker<TSweep>>());
    }
}
