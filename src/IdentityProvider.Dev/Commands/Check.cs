namespace IdentityProvider.Dev.Commands;

/// <summary><c>./dev check</c>: what can be said without a database, in a minute or two.</summary>
internal static class Check
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
        count += await Suite.Slices.RunAsync(checkout, ["-trait-", "needs=database"], ct);
        return TestRun.Conclude(count);
    }
}
