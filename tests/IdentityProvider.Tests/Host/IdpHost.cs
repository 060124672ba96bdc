using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace IdentityProvider.Tests.Host;

/// <summary>
/// The provider as it is deployed: its own pipeline on Kestrel, a real PostgreSQL of this test class's own, and around it what a test
/// has to hold in its hand: the clock, the carriers and the logs.
/// </summary>
public sealed class IdpHost(TestDatabases databases) : IAsyncLifetime
{
    private WebApplication? _app;
    private TestDatabase? _database;

    /// <summary>Where the provider answers: http://localhost and a free port.</summary>
    public Uri Issuer { get; private set; } = new("http://localhost");

    public FakeClock Clock { get; } = new();

    public CapturedLogs Logs { get; } = new();

    public TestDatabase Database => _database ?? throw new InvalidOperationException("The host has not started.");

    public IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("The host has not started.");

    /// <summary>A browser nobody has used yet.</summary>
    public Browser OpenBrowser(string language = "en") => new(Issuer, new CookieJar(Clock), language);

    /// <summary>Runs something with services of its own, as a request has.</summary>
    public async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> use)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CopyAsync();
        var port = FreePort();
        Issuer = new Uri($"http://localhost:{port}");
        _app = IdpApplication.Build(
            ["--urls", Issuer.ToString(), "--environment", "Development", "--contentRoot", TestSettings.ContentRoot, .. TestSettings.For(Issuer, _database.ConnectionString)],
            Configure);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(Logs);
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
