using System.Security.Cryptography;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Dev.Postgres;
using IdentityProvider.Dev.Running;
using IdentityProvider.Dev.Seeding;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Dev.Bench;

/// <summary>
/// Measures what a sign-in with a password and a texted code costs: the published provider, a PostgreSQL of its own, simulated
/// carriers; one sign-in after the other, from the user's own browser, opened anew each time, or each from a browser nobody has used, which is
/// told to the user by mail as well.
/// </summary>
internal sealed class SignInBench(Checkout checkout)
{
    private const string DatabaseName = "bench";
    private const int Rounds = 12;

    // A server runs for weeks: what is measured is the code the runtime has optimized in the end.
    private const int WarmUp = 400;

    public async Task<SignInCost> RunAsync(int signIns, bool newBrowsers, CancellationToken ct)
    {
        var folder = await PublishedProvider.PublishAsync(checkout, ct);
        await using var postgres = await PrivatePostgres.StartThrowawayAsync(ct);
        await postgres.CreateDatabaseAsync(DatabaseName, ct: ct);
        await using var carriers = await CarrierSimulators.StartAsync(port: 0, TimeProvider.System, ct);
        var data = DemoData.For(Ports.Free(), Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
        var arguments = Arguments(data.Issuer, postgres.ConnectionStringTo(DatabaseName), carriers);
        var hash = await PrepareAsync(arguments, data, ct);
        await using var provider = await PublishedProvider.StartAsync(folder, data.Issuer, arguments, ct);

        using var runs = new BenchSignIns(data, carriers.Inbox, newBrowsers);
        var requests = await runs.RunAsync(WarmUp, ct);
        var rounds = new List<SignInRound>();
        for (var round = 0; round < Rounds; round++)
        {
            // On both sides of the round: a machine that others use as well is slower now than a minute ago.
            var (hashBefore, before) = (hash.Measure(), provider.Cpu);
            await runs.RunAsync(signIns, ct);
            rounds.Add(new SignInRound((provider.Cpu - before).TotalMilliseconds / signIns, (hashBefore + hash.Measure()) / 2));
        }

        return new SignInCost(rounds, (double)requests / WarmUp, signIns);
    }

    private static string[] Arguments(string issuer, string connectionString, CarrierSimulators carriers) =>
    [
        .. ProviderSettings.Clean(issuer, connectionString, carriers),

        // One machine signs in as often as a big clinic does.
        .. ProviderSettings.AsArguments([new("RateLimits:PerMinute", "1000000"), new("RateLimits:Burst", "1000000")]),
    ];

    // Schema and demo people, by a provider that never listens; and the bare hash with its settings.
    private static async Task<BareHash> PrepareAsync(string[] arguments, DemoData data, CancellationToken ct)
    {
        await using var provider = IdpApplication.Build(arguments);
        await using (var scope = provider.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<IdpDbContext>().Database.MigrateAsync(ct);
        }

        await DemoSeed.RunAsync(provider.Services, data, putBack: false, ct);
        return new BareHash(provider.Services.GetRequiredService<IPasswordHasher<User>>());
    }
}
