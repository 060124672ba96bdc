using System.Net;
using IdentityProvider.Delivery;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Dev.Postgres;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IdentityProvider.Tests.Delivery;

/// <summary>A node with its own worker running, whose database is killed and comes back.</summary>
public class DatabaseAwayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_survives_its_database_and_goes_on_when_it_is_back()
    {
        await using var postgres = await PrivatePostgres.StartThrowawayAsync(Ct);
        await postgres.CreateDatabaseAsync("idp", ct: Ct);
        await using var carriers = await CarrierSimulators.StartAsync(port: 0, TimeProvider.System, Ct);
        var issuer = new Uri($"http://localhost:{FreePort.Any()}");
        await using var app = Build(issuer, postgres.ConnectionStringTo("idp"), carriers);
        await MigrateAsync(app);
        await app.StartAsync(Ct);
        using var http = new HttpClient { BaseAddress = issuer };

        await EnqueueAsync(app, "before@mail.example");
        await ArrivalAsync(carriers, "before@mail.example");

        await postgres.StopAsync(asIfKilled: true, Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/health/ready", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live", Ct)).StatusCode);
        await postgres.ResumeAsync(Ct);

        await EnqueueAsync(app, "after@mail.example");
        await ArrivalAsync(carriers, "after@mail.example");
        Assert.Equal(2, carriers.Inbox.Messages.Count);
        await app.StopAsync(Ct);
    }

    private static WebApplication Build(Uri issuer, string connection, CarrierSimulators carriers) => IdpApplication.Build(
        ["--urls", issuer.ToString(), "--environment", "Development", "--contentRoot", TestSettings.ContentRoot, .. TestSettings.For(issuer, connection, carriers.Settings)],
        builder => builder.Logging.ClearProviders());

    // Connections of before the kill are still in the pool; the first use of each finds it dead.
    private static async Task EnqueueAsync(WebApplication app, string address)
    {
        var clock = app.Services.GetRequiredService<TimeProvider>();
        for (var saved = false; !saved;)
        {
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Outbox>()
                .Enqueue(new Letter(Channel.Email, address, "en", new NewBrowserSignedIn(clock.GetUtcNow(), "Firefox")));
            try
            {
                saved = await scope.ServiceProvider.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct) > 0;
            }
            catch (Exception exception) when (exception is DbUpdateException or InvalidOperationException)
            {
                Assert.False(Ct.IsCancellationRequested);
            }
        }
    }

    private static async Task MigrateAsync(WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().Database.MigrateAsync(Ct);
    }

    private static async Task ArrivalAsync(CarrierSimulators carriers, string address)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        await carriers.Inbox.WaitForAsync(m => m.To == address, patience.Token);
    }
}
