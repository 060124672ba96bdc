using IdentityProvider.Dev.Carriers;
using IdentityProvider.Dev.Postgres;
using IdentityProvider.Dev.Running;
using IdentityProvider.Keys;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Dev.Conformance;

/// <summary>
/// A clean provider on a database of its own that is thrown away: no demo people, no demo apps, request limits out of the way.
/// What it knows is what a conformance configuration names.
/// </summary>
internal sealed class ConformanceHost : IAsyncDisposable
{
    private const string DatabaseName = "conformance";

    private readonly List<IAsyncDisposable> _owned = [];

    private ConformanceHost()
    {
    }

    /// <summary>Starts it at the issuer that the configuration names; it answers when this returns.</summary>
    /// <exception cref="DevException">The issuer is no loopback address, its port is taken, or PostgreSQL does not start.</exception>
    public static async Task<ConformanceHost> StartAsync(ConformanceFile file, CancellationToken ct)
    {
        EnsureUsable(file.Issuer);
        var host = new ConformanceHost();
        try
        {
            var postgres = host.Own(await PrivatePostgres.StartThrowawayAsync(ct));
            await postgres.CreateDatabaseAsync(DatabaseName, ct: ct);
            var carriers = host.Own(await CarrierSimulators.StartAsync(port: 0, TimeProvider.System, ct));
            var provider = host.Own(Build(file, postgres.ConnectionStringTo(DatabaseName), carriers));
            await SeedAsync(provider.Services, file, ct);
            await provider.StartAsync(ct);
            await Answers.WaitAsync([$"{file.Issuer}/.well-known/openid-configuration"], ct);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_owned))
        {
            if (part is WebApplication app)
            {
                await app.StopAsync();
            }

            await part.DisposeAsync();
        }
    }

    private T Own<T>(T part)
        where T : IAsyncDisposable
    {
        _owned.Add(part);
        return part;
    }

    private static void EnsureUsable(string issuer)
    {
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || !url.IsLoopback)
        {
            throw new DevException($"The configuration names the issuer {issuer}. This server runs on this machine only: name one like http://127.0.0.1:7900.");
        }

        if (!FreePort.IsFree(url.Port))
        {
            throw new DevException($"Port {url.Port} of this machine is in use. Stop what listens there, or make a configuration for another port.");
        }
    }

    private static WebApplication Build(ConformanceFile file, string connectionString, CarrierSimulators carriers) => IdpApplication.Build(
    [
        .. ProviderSettings.Clean(file.Issuer, connectionString, carriers),
        .. ProviderSettings.AsArguments(
        [
            // A run sends thousands of requests a minute and signs in hundreds of times, all from one address.
            new("RateLimits:PerMinute", "1000000"),
            new("RateLimits:Burst", "1000000"),
            new("AttemptLimits:NetworkFailures", "10000"),

            // Its client keys and logout URLs are on this machine.
            new("Outbound:AllowPrivateAddresses", "true"),
        ]),
    ], builder => builder.Services.AddSingleton<IStartupFilter>(new ShortNames(file.Users)), MapRotation);

    // What an operator does with "keys rotate". A run asks for it in the middle.
    private static void MapRotation(WebApplication app) => app.MapPost(
        "/conformance/rotate-keys", async (SigningKeys keys, CancellationToken ct) =>
        {
            await keys.ReplaceAsync(ct);
            return Results.NoContent();
        }).AllowAnonymous();

    private static async Task SeedAsync(IServiceProvider provider, ConformanceFile file, CancellationToken ct)
    {
        await using var scope = provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        await db.Database.MigrateAsync(ct);
        ActivatorUtilities.CreateInstance<ConformancePeople>(scope.ServiceProvider).Write(file.Users);
        await ActivatorUtilities.CreateInstance<ConformanceClients>(scope.ServiceProvider).WriteAsync(file, ct);
        await db.SaveChangesAsync(ct);
    }
}
