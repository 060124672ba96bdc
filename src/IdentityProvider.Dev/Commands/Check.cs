using System.Text.RegularExpressions;

namespace IdentityProvider.Dev.Commands;

/// <summary><c>./dev check</c>: what can be said without a database, in a minute or two.</summary>
internal static partial class Check
{
    public static async Task<int> RunAsync(Checkout checkout, CancellationToken ct)
    {
        if (!await Building.SolutionAsync(checkout, ct))
        {
            return 1;
        }

        Console.WriteLine("— format");
        if (await new Executable("dotnet").ShowAsync(["format", "IdentityProvider.sln", "--verify-no-changes", "--no-restore"], checkout.Root, ct) != 0)
        {
            Console.WriteLine("  Run: dotnet format");
            return 1;
        }

        var count = await Suite.Protocol.RunAsync(checkout, [], ct);
        count += await Suite.Slices.RunAsync(checkout, NeedingADatabase(checkout).SelectMany(type => new[] { "-class-", type }), ct);
        return TestRun.Conclude(count);
    }

    // A test class that needs a database names what it gets it from. Classes are in the file and namespace of their name.
    private static IEnumerable<string> NeedingADatabase(Checkout checkout)
    {
        var tests = Path.Combine(checkout.Root, "tests");
        return Directory.EnumerateFiles(Path.Combine(tests, Suite.Slices.Name), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => Sources().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.ChangeExtension(Path.GetRelativePath(tests, file), extension: null).Replace(Path.DirectorySeparatorChar, '.'));
    }

    [GeneratedRegex(@"\b(IdpHost|TestDatabases?|PrivatePostgres|DemoHost)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sources();
}
