using System.Diagnostics;
using System.Text.Json;
using IdentityProvider.Tests.Architecture;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>Clients written by others (tests/clients, run by node) against the provider: what they accept, the world accepts.</summary>
public class IndependentClientsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "clients");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_clients_of_others_complete_the_flow_with_no_setting_but_http_on_loopback()
    {
        using var stop = new CancellationTokenSource();
        var clock = KeepTimeAsync(stop.Token);
        var person = await idp.SomebodyAsync();
        var settings = JsonSerializer.Serialize(new
        {
            issuer = idp.Issuer.ToString().TrimEnd('/'),
            user = new { email = person.Email, password = person.Password },
            clients = await new IndependentClients(idp).RegisterAsync(),
        });
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            var (installed, npm) = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], settings);
            Assert.True(installed == 0, npm);
        }

        string[] files = [.. Directory.GetFiles(Folder, "*.test.mjs").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        var (exit, output) = await RunAsync("node", ["--test", "--test-reporter=spec", .. files], settings);
        await stop.CancelAsync();
        await clock;

        Assert.True(exit == 0, output);
        Assert.Contains("pass 27", output, StringComparison.Ordinal);
        Assert.Contains("skipped 0", output, StringComparison.Ordinal);
    }

    // They judge lifetimes by the time of day, and wait between two polls of a device by it.
    private async Task KeepTimeAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        do
        {
            idp.Clock.Advance(TimeProvider.System.GetUtcNow() - idp.Clock.GetUtcNow());
        }
        while (!stop.IsCancellationRequested && await timer.WaitForNextTickAsync(Ct));
    }

    private static async Task<(int Exit, string Output)> RunAsync(string program, IEnumerable<string> arguments, string settings)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CLIENT_TEST_SETTINGS"] = settings;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await errors);
    }
}
