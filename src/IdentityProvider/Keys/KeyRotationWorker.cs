using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IdentityProvider.Keys;

/// <summary>Sees to it that the next signing key is published in time. Every node runs it; the advisory lock makes one of them act.</summary>
public sealed partial class KeyRotationWorker(SigningKeys keys, TimeProvider clock, ILogger<KeyRotationWorker> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Before the first request: a new database must not be met with an empty key set.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => TryRotateAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryRotateAsync(stoppingToken);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A database that is away, or not migrated yet, must not stop the host. Keys are made two weeks ahead: an hour is no matter.
    private async Task TryRotateAsync(CancellationToken ct)
    {
        try
        {
            await keys.RotateAsync(ct);
        }
        catch (Exception exception) when (exception is NpgsqlException or DbUpdateException or InvalidOperationException or TimeoutException)
        {
            RotationFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Signing keys could not be looked after. The next try is in an hour, or when a key is missing.")]
    private static partial void RotationFailed(ILogger logger, Exception exception);
}
