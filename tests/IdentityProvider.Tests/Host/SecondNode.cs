using IdentityProvider.Access;
using IdentityProvider.Delivery;
using IdentityProvider.Dev.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace IdentityProvider.Tests.Host;

/// <summary>Another node of the same deployment: its own process memory, the same database, issuer and keys.</summary>
public sealed class SecondNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SecondNode(WebApplication app, Uri address) => (_app, Address) = (app, address);

    /// <summary>Where this node answers; the issuer stays the first one's.</summary>
    public Uri Address { get; }

    public static async Task<SecondNode> StartAsync(IdpHost first)
    {
        var address = new Uri($"http://localhost:{FreePort.Any()}");
        var app = IdpApplication.Build(
            ["--urls", address.ToString(), "--environment", "Development", "--contentRoot", TestSettings.ContentRoot,
                .. TestSettings.For(first.Issuer, first.Database.ConnectionString, first.Simulators.Settings)],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(first.Clock));
                builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(LogoutNoticeWorker)));
                builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(OutboxWorker)));
            });
        await app.StartAsync();
        return new SecondNode(app, address);
    }

    /// <summary>The same browser, whose next request the load balancer sends here.</summary>
    public Browser Open(Browser browser) => new(Address, browser.Cookies);

    /// <summary>A request to the same path of this node.</summary>
    public Uri At(string path) => new(Address, path);

    public IServiceProvider Services => _app.Services;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
