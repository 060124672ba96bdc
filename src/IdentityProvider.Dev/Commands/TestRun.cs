using IdentityProvider.Dev.Conformance;

namespace IdentityProvider.Dev.Commands;

/// <summary><c>./dev test</c>: every suite and the conformance run, one line at the end.</summary>
internal static class TestRun
{
    /// <returns>0 when at least one test ran and none failed.</returns>
    public static async Task<int> RunAsync(Checkout checkout, string? only, bool allPictures, CancellationToken ct)
    {
        if (!await Building.SolutionAsync(checkout, ct))
        {
            return 1;
        }

        Environment.SetEnvironmentVariable("IDP_CHROMIUM", await Chromium.FindOrInstallAsync(ct));
        Environment.SetEnvironmentVariable("IDP_ALL_PICTURES", allPictures ? "1" : null);
        var count = new Count(0, 0, 0);
        foreach (var suite in Suite.All)
        {
            count += await suite.RunAsync(checkout, only is null ? [] : ["-class", only], ct);
        }

        if (only is null)
        {
            count += await new ConformanceRun(checkout).CountAsync(ct);
        }

        return Conclude(count);
    }

    /// <summary>Prints what failed, and the last line.</summary>
    public static int Conclude(Count count)
    {
        foreach (var name in count.Failures)
        {
            Console.WriteLine($"FAILED {name}");
        }

        Console.WriteLine(count);
        return count is { Passed: > 0, Failed: 0 } ? 0 : 1;
    }
}
