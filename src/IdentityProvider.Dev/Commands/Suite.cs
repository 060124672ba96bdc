using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;

namespace IdentityProvider.Dev.Commands;

/// <summary>How a suite ended.</summary>
internal sealed record Count(int Passed, int Failed, int Skipped)
{
    /// <summary>What failed, by name: a build server may keep no more than the end of what is printed.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    public static Count operator +(Count left, Count right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped) { Failures = [.. left.Failures, .. right.Failures] };

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failed} failed, {Skipped} skipped");
}

/// <summary>One test project, run as the program that it is.</summary>
internal sealed record Suite(string Name)
{
    public static readonly Suite Protocol = new("IdentityProvider.Protocol.Tests");
    public static readonly Suite Slices = new("IdentityProvider.Tests");
    public static readonly Suite Browser = new("IdentityProvider.BrowserTests");

    public static readonly IReadOnlyList<Suite> All = [Protocol, Slices, Browser];

    // A run that hangs is a failure with a name, not a build server's time-out. A slow machine is none: the browser suite was seen to take 34 minutes.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(50);

    /// <summary>Runs it; failures are printed as they happen.</summary>
    /// <param name="arguments">For xUnit's own runner: which tests to run.</param>
    public async Task<Count> RunAsync(Checkout checkout, IEnumerable<string> arguments, CancellationToken ct)
    {
        Console.WriteLine($"— {Name}");
        var folder = Path.Combine(checkout.Root, "tests", Name);
        var report = Path.Combine(Directory.CreateDirectory(Path.Combine(checkout.State, "tests")).FullName, $"{Name}.xml");
        File.Delete(report);
        var clock = Stopwatch.StartNew();
        await FinishAsync(folder, report, arguments, ct);
        var count = Read(report);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count} in {clock.Elapsed.TotalSeconds:0} s"));
        return count;
    }

    private async Task FinishAsync(string folder, string report, IEnumerable<string> arguments, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        try
        {
            var program = Path.Combine(folder, "bin", "Debug", "net10.0", $"{Name}.dll");
            await new Executable("dotnet").ShowAsync(["exec", program, "-noLogo", "-noColor", "-noAutoReporters", "-reporter", "quiet", "-xml", report, .. arguments], folder, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Name} was stopped after {Longest.TotalMinutes:0} minutes."));
        }
    }

    private Count Read(string report)
    {
        try
        {
            return XDocument.Load(report).Descendants("assembly").Select(CountOf).Aggregate(new Count(0, 0, 0), (all, one) => all + one);
        }
        catch (Exception exception) when (exception is IOException or System.Xml.XmlException)
        {
            Console.WriteLine($"  {Name} ended without a report.");
            return new Count(0, 1, 0) { Failures = [$"{Name} ended without a report"] };
        }
    }

    // What went wrong outside a test (a fixture that did not start or stop) is a failure like any other.
    private static Count CountOf(XElement assembly) => new(
        Number(assembly, "passed"), Number(assembly, "failed") + Number(assembly, "errors"), Number(assembly, "skipped") + Number(assembly, "not-run"))
    {
        Failures = [.. assembly.Descendants("test").Where(test => test.Attribute("result")?.Value == "Fail").Select(test => test.Attribute("name")?.Value ?? "a test without a name")],
    };

    private static int Number(XElement element, string name) =>
        int.TryParse(element.Attribute(name)?.Value, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
