using IdentityProvider.Dev.Carriers;
using IdentityProvider.Dev.Inbox;
using IdentityProvider.Dev.Seeding;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Samples.Ehr;
using Samples.Portal;
using Samples.SmartApp;

namespace IdentityProvider.Dev.Running;

/// <summary>The whole system in this process: carriers, provider, EHR, portal and SMART app, on a database that is migrated and seeded first.</summary>
public sealed class DemoHost : IAsyncDisposable
{
    private readonly List<WebApplication> _hosts = [];

    private DemoHost(CarrierSimulators carriers, DemoData data) => (Carriers, Data) = (carriers, data);

    public CarrierSimulators Carriers { get; }

    public DevInbox Inbox => Carriers.Inbox;

    /// <summary>Who can sign in, and where.</summary>
    public DemoData Data { get; }

    /// <summary>The provider's services, for tests that look behind the pages.</summary>
    public IServiceProvider Provider => _hosts[0].Services;

    /// <param name="ports">Where to listen; all must be free.</param>
    /// <param name="connectionString">A PostgreSQL database that may be empty.</param>
    /// <param name="masterKey">32 bytes in base64. A database that was used before needs the key it was used with.</param>
    /// <param name="clientSecret">The EHR's, to show at the token endpoint.</param>
    /// <returns>Once all of them answer.</returns>
    public static async Task<DemoHost> StartAsync(Ports ports, string connectionString, string masterKey, string clientSecret, CancellationToken ct = default)
    {
        var carriers = await CarrierSimulators.StartAsync(ports.Carriers, TimeProvider.System, ct);
        var host = new DemoHost(carriers, DemoData.For(ports, clientSecret));
        try
        {
            await host.StartProviderAsync(ProviderSettings.Arguments(ports, connectionString, masterKey, carriers), ct);
            carriers.Reports.Begin(new Uri(ports.Issuer));
            await host.StartAppAsync(EhrApplication.Build(EhrArguments(ports, clientSecret)), ct);
            await host.StartAppAsync(PortalApplication.Build(PortalArguments(ports)), ct);
            await host.StartAppAsync(SmartAppApplication.Build(SmartAppArguments(ports)), ct);
            await Answers.WaitAsync([$"{ports.Issuer}/.well-known/openid-configuration", ports.EhrUrl, ports.PortalUrl, ports.SmartAppUrl], ct);
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
        // The apps first: they talk to the provider, and the provider to the carriers.
        foreach (var host in Enumerable.Reverse(_hosts))
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }

        await Carriers.DisposeAsync();
    }

    private async Task StartProviderAsync(string[] arguments, CancellationToken ct)
    {
        var provider = IdpApplication.Build(arguments, builder => builder.Services.AddSingleton<IStartupFilter>(new InboxPages(Inbox, Carriers.Reports)));
        _hosts.Add(provider);
        await using (var scope = provider.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IdpDbContext>().Database.MigrateAsync(ct);
        }

        await DemoSeed.RunAsync(provider.Services, Data, putBack: false, ct);
        await provider.StartAsync(ct);
    }

    private async Task StartAppAsync(WebApplication app, CancellationToken ct)
    {
        _hosts.Add(app);
        await app.StartAsync(ct);
    }

    private static string[] EhrArguments(Ports ports, string clientSecret) =>
    [
        "--urls", ports.EhrUrl,
        .. ProviderSettings.AsArguments(
        [
            new("Ehr:Authority", ports.Issuer),
            new("Ehr:ClientId", DemoClients.EhrId),
            new("Ehr:ClientSecret", clientSecret),
            new("Ehr:Url", ports.EhrUrl),
            new("Ehr:SmartAppClientId", DemoClients.SmartAppId),
            new("Ehr:SmartAppLaunchUrl", $"{ports.SmartAppUrl}/launch"),
            .. ProviderSettings.Quiet(),
        ]),
    ];

    private static string[] PortalArguments(Ports ports) =>
    [
        "--urls", ports.PortalUrl,
        .. ProviderSettings.AsArguments(
        [
            new("Portal:Authority", ports.Issuer),
            new("Portal:ClientId", DemoClients.PortalId),
            new("Portal:Url", ports.PortalUrl),
            new("Portal:FhirBase", ports.FhirBase),
            .. ProviderSettings.Quiet(),
        ]),
    ];

    private static string[] SmartAppArguments(Ports ports) =>
    [
        "--urls", ports.SmartAppUrl,
        .. ProviderSettings.AsArguments(
        [
            new("SmartApp:ClientId", DemoClients.SmartAppId),
            new("SmartApp:Url", ports.SmartAppUrl),
            new("SmartApp:FhirBase", ports.FhirBase),
            .. ProviderSettings.Quiet(),
        ]),
    ];
}
