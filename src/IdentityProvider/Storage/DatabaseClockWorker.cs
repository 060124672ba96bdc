using Npgsql;

namespace IdentityProvider.Storage;

/// <summary>Sets the <see cref="DatabaseClock"/> before the first request, and again every ten seconds.</summary>
public sealed partial class DatabaseClockWorker(
    DatabaseClock clock, NpgsqlDataSource database, ILogger<DatabaseClockWorker> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    public async Task StartingAsync(CancellationToken cancellationToken) => await TryReadAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryReadAsync(stoppingToken);
        }
    }

    // A database that is away leaves the last reading in force: the monotonic clock carries it on.
    private async Task TryReadAsync(CancellationToken ct)
    {
        try
        {
            await clock.ReadAsync(database, ct);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            ReadingFailed(logger, exception);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database's clock could not be read. The last reading stays in force.")]
    private static partial void ReadingFailed(ILogger logger, Exception exception);
}
