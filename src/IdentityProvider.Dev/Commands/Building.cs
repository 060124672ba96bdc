namespace IdentityProvider.Dev.Commands;

/// <summary>The whole solution, built as the suites need it.</summary>
internal static class Building
{
    public static async Task<bool> SolutionAsync(Checkout checkout, CancellationToken ct)
    {
        Console.WriteLine("— build");
        var built = await new Executable("dotnet").RunAsync(["build", "IdentityProvider.sln", "--verbosity", "quiet", "--nologo"], checkout.Root, ct);
        if (!built.Succeeded)
        {
            Console.WriteLine(built.Output);
        }

        return built.Succeeded;
    }
}
