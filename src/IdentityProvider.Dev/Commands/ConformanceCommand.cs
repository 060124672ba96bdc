using System.CommandLine;
using IdentityProvider.Dev.Conformance;

namespace IdentityProvider.Dev.Commands;

/// <summary><c>./dev conformance</c>: the black-box run, or only the clean server that any other suite can be pointed at.</summary>
internal static class ConformanceCommand
{
    private static readonly Option<bool> Serve = new("--serve") { Description = "Only starts the server that --config describes, and stays." };
    private static readonly Option<FileInfo?> Config = new("--config") { Description = "With --serve: a file of tests/conformance/tools/new-config.mjs." };
    private static readonly Option<int?> Port = new("--port-base") { Description = "Where the server listens; otherwise any free port." };
    private static readonly Option<string?> Only = new("--only") { Description = "Runs the checks whose name or area fits this regular expression." };
    private static readonly Option<bool> Slow = new("--slow") { Description = "Also runs the checks that wait, up to ten minutes." };
    private static readonly Option<string?> Seed = new("--seed") { Description = "Repeats the random input of an earlier run." };
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Shows the requests and answers of what failed." };

    public static Command Define(Func<Func<Task<int>>, Task<int>> sayingWhy)
    {
        var command = new Command("conformance", "Runs tests/conformance against a clean server of its own.") { Serve, Config, Port, Only, Slow, Seed, Verbose };
        command.SetAction((parsed, ct) => sayingWhy(() => parsed.GetValue(Serve) ? ServeAsync(parsed, ct) : RunAsync(parsed, ct)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        string[] arguments =
        [
            .. parsed.GetValue(Only) is { } only ? ["--only", only] : Array.Empty<string>(),
            .. parsed.GetValue(Seed) is { } seed ? ["--seed", seed] : Array.Empty<string>(),
            .. parsed.GetValue(Slow) ? ["--slow"] : Array.Empty<string>(),
            .. parsed.GetValue(Verbose) ? ["--verbose"] : Array.Empty<string>(),
        ];
        var (exit, _) = await new ConformanceRun(Checkout.Find()).RunAsync(parsed.GetValue(Port), arguments, ct);
        return exit;
    }

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken ct)
    {
        var config = parsed.GetValue(Config) ?? throw new DevException("Say which configuration to serve: ./dev conformance --serve --config FILE");
        var file = ConformanceFile.Read(config.FullName);
        if (parsed.GetValue(Port) is { } port && new Uri(file.Issuer).Port != port)
        {
            throw new DevException($"{config.Name} is for the issuer {file.Issuer}, which is not at port {port}. Serve it with --port-base {new Uri(file.Issuer).Port}, or make a configuration for this port.");
        }

        await using var host = await ConformanceHost.StartAsync(file, ct);
        Console.WriteLine($"ready  {file.Issuer}  ({file.Users.Count} users, {file.Clients.Count} clients; Ctrl-C stops it)");
        await Up.UntilAsync(ct);
        return 0;
    }
}
