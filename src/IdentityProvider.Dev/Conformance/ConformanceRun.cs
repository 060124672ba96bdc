using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IdentityProvider.Dev.Commands;
using IdentityProvider.Dev.Postgres;

namespace IdentityProvider.Dev.Conformance;

/// <summary>The black-box checks of tests/conformance against a clean server.</summary>
internal sealed class ConformanceRun(Checkout checkout)
{
    private const string ConfigName = "own";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    private string Folder => Path.Combine(checkout.Root, "tests", "conformance");

    private string Report => Path.Combine(Directory.CreateDirectory(Path.Combine(checkout.State, "tests")).FullName, "conformance.json");

    /// <summary>As one suite among others: only what failed is printed.</summary>
    public async Task<Count> CountAsync(CancellationToken ct)
    {
        Console.WriteLine("— conformance");
        var clock = Stopwatch.StartNew();
        var (_, count) = await RunAsync(port: null, ["--quiet"], ct);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count} in {clock.Elapsed.TotalSeconds:0} s"));
        return count;
    }

    /// <param name="arguments">For probe.mjs: --only, --slow, --verbose, --quiet, --seed.</param>
    /// <returns>The exit code of the run, and what it counted.</returns>
    public async Task<(int Exit, Count Count)> RunAsync(int? port, IEnumerable<string> arguments, CancellationToken ct)
    {
        await InstallAsync(ct);
        var config = await NewConfigAsync(port ?? FreePort.Any(), ct);
        File.Delete(Report);
        await using var host = await ConformanceHost.StartAsync(ConformanceFile.Read(config), ct);
        var exit = await ProbeAsync(["--config", config, "--explained", "explained.json", "--json", Report, .. arguments], ct);
        return (exit, CountOf(Report, exit));
    }

    private async Task<int> ProbeAsync(IEnumerable<string> arguments, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        try
        {
            return await new Executable("node").ShowAsync(["probe.mjs", .. arguments], Folder, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  The conformance run was stopped after {Longest.TotalMinutes:0} minutes."));
            return 1;
        }
    }

    private async Task InstallAsync(CancellationToken ct)
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            return;
        }

        var npm = await new Executable("npm").RunAsync(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Folder, ct);
        if (!npm.Succeeded)
        {
            throw new DevException($"The packages of tests/conformance could not be installed: {npm.Errors.Trim()}");
        }
    }

    // With fresh keys and secrets every time, and everything required that this provider does.
    private async Task<string> NewConfigAsync(int port, CancellationToken ct)
    {
        var issuer = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var listen = FreePort.Any().ToString(CultureInfo.InvariantCulture);
        var made = await new Executable("node").RunAsync(
            ["tools/new-config.mjs", "--issuer", issuer, "--name", ConfigName, "--port", listen, "--require", "all", "--rotate-keys", $"{issuer}/conformance/rotate-keys", "--force"], Folder, ct);
        return made.Succeeded ? Path.Combine(Folder, "config", $"{ConfigName}.json") : throw new DevException($"No configuration could be made: {made.Errors.Trim()}");
    }

    private static Count CountOf(string report, int exit)
    {
        if (!File.Exists(report))
        {
            return new Count(0, 1, 0);
        }

        using var results = JsonDocument.Parse(File.ReadAllText(report));
        var by = results.RootElement.EnumerateArray().CountBy(check => check.GetProperty("status").GetString() ?? "").ToDictionary(StringComparer.Ordinal);
        var count = new Count(by.GetValueOrDefault("PASS") + by.GetValueOrDefault("WARN"), by.GetValueOrDefault("FAIL"), by.GetValueOrDefault("SKIP"));

        // A run that ended badly without a failed check is a failure with no name.
        return exit != 0 && count.Failed == 0 ? count with { Failed = 1 } : count;
    }
}
