using System.CommandLine;
using System.Runtime.InteropServices;
using IdentityProvider.Dev.Commands;
using IdentityProvider.Dev.Running;

namespace IdentityProvider.Dev;

/// <summary>The command behind ./dev.</summary>
internal static class Program
{
    // Closing three hosts and PostgreSQL takes a moment; System.CommandLine would cut it off after two seconds.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(30);

    private static readonly Option<int> PortBase = new("--port-base")
    {
        Description = "Where the ports start: provider +0, EHR +1, portal +2, carriers +10.",
        DefaultValueFactory = _ => Ports.DefaultStart,
    };

    public static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("Runs and tests this working copy. Start with: ./dev up")
        {
            Command("up", "Starts everything and says who can sign in, until Ctrl-C.", Up.RunAsync),
            TestCommand(),
            ConformanceCommand.Define(SayingWhyAsync),
            BenchCommand.Define(SayingWhyAsync),
            Command("check", "Builds, checks the format, and runs the tests that need no database.", (checkout, _, ct) => Check.RunAsync(checkout, ct)),
            Command("migrate", "Brings the configured database, else the private one, to this version's schema.", Migrate.RunAsync),
            Command("seed", "Puts the demo data back and touches nothing else. Development only.", Seed.RunAsync),
            Command("reset", "Stops what this working copy runs and deletes its data.", (checkout, _, ct) => Reset.RunAsync(checkout, ct)),
        };
        using var hangUp = new CancellationTokenSource();
        using var terminalClosed = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Cancel(context, hangUp));
        return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = Farewell, EnableDefaultExceptionHandler = false }, hangUp.Token);
    }

    private static Command Command(string name, string description, Func<Checkout, int, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description) { PortBase };
        command.SetAction((parsed, ct) => SayingWhyAsync(() => run(Checkout.Find(), parsed.GetValue(PortBase), ct)));
        return command;
    }

    private static Command TestCommand()
    {
        var only = new Option<string?>("--only") { Description = "Runs the test classes whose full name fits, for example *Phone*." };
        var all = new Option<bool>("--all") { Description = "Takes the full set of pictures." };
        var command = new Command("test", "Runs every suite. The last line counts them all.") { only, all };
        command.SetAction((parsed, ct) => SayingWhyAsync(() => TestRun.RunAsync(Checkout.Find(), parsed.GetValue(only), parsed.GetValue(all), ct)));
        return command;
    }

    private static async Task<int> SayingWhyAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (DevException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped before the end.");
            return 130;
        }
    }

    private static void Cancel(PosixSignalContext context, CancellationTokenSource hangUp)
    {
        context.Cancel = true;
        hangUp.Cancel();
    }
}
