using IdentityProvider.Storage;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace IdentityProvider.Web;

/// <summary>
/// GET /health/live: the process answers. GET /health/ready: it may be given requests. Slices add what they know with the tag
/// <see cref="Ready"/>. Both say one word for each check and nothing else: anybody may ask.
/// </summary>
public static class Health
{
    public const string Ready = "ready";

    private static readonly HttpMethodMetadata OnlyGet = new([HttpMethods.Get, HttpMethods.Head]);

    internal static void AddHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<DatabaseCheck>("database", tags: [Ready])
        .AddCheck<ClockCheck>("clock", tags: [Ready]);

    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous().WithMetadata(OnlyGet);
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync }).AllowAnonymous().WithMetadata(OnlyGet);
    }

    private static Task WriteAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
    });

    private sealed class DatabaseCheck(NpgsqlDataSource database) : IHealthCheck
    {
        // Whoever balances the load asks every few seconds and does not wait long.
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            try
            {
                await using var command = database.CreateCommand("SELECT 1");
                await command.ExecuteScalarAsync(patience.Token);
                return HealthCheckResult.Healthy();
            }
            catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or TimeoutException)
            {
                return HealthCheckResult.Unhealthy("The database does not answer.", exception);
            }
        }
    }

    private sealed class ClockCheck(DatabaseClock clock) : IHealthCheck
    {
        // Expiries are judged by the database's clock anyway. A machine this far off has other things wrong with it, TLS first.
        private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(5);

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
            clock.Offset is not { } offset ? HealthCheckResult.Unhealthy("The database's clock was never read.")
            : offset.Duration() > Tolerated ? HealthCheckResult.Unhealthy($"This machine's clock is {offset.TotalSeconds:F1} s off the database's.")
            : HealthCheckResult.Healthy());
    }
}
