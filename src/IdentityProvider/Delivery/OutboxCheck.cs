using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace IdentityProvider.Delivery;

/// <summary>
/// Whether messages are picked up. A provider in trouble does not count: its messages are due later. Degraded, not unhealthy: a node that
/// is taken out of service because texts are late would also stop everybody who needs none.
/// </summary>
internal sealed class OutboxCheck(IdpDbContext db, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan TooOld = TimeSpan.FromSeconds(60);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var overdue = clock.GetUtcNow() - TooOld;
            return await db.OutboxMessages.AnyAsync(m => m.State == MessageState.Queued && m.DueAt < overdue && (m.LeasedUntil == null || m.LeasedUntil < overdue), cancellationToken)
                ? HealthCheckResult.Degraded("Messages have been due for over a minute and nobody sends them.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            return HealthCheckResult.Degraded("The outbox cannot be read.", exception);
        }
    }
}
