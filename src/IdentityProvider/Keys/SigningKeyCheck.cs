using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace IdentityProvider.Keys;

/// <summary>Whether this node can sign: there is a key, and the master key it was encrypted with is here.</summary>
internal sealed class SigningKeyCheck(SigningKeys keys) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return (await keys.PublishedAsync(cancellationToken)).Count > 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("There is no signing key yet.");
        }
        catch (Exception exception) when (exception is InvalidOperationException or CryptographicException or NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The signing keys cannot be read.", exception);
        }
    }
}
