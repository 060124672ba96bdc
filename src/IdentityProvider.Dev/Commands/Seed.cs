using IdentityProvider.Dev.Running;
using IdentityProvider.Dev.Seeding;

namespace IdentityProvider.Dev.Commands;

/// <summary><c>./dev seed</c></summary>
internal static class Seed
{
    public static async Task<int> RunAsync(Checkout checkout, int portBase, CancellationToken ct)
    {
        // Asked before anything is opened, so that a mistyped environment starts no database either.
        DemoSeed.EnsureAllowed(ProviderSettings.EnvironmentName);
        var place = Place.For(checkout, portBase);
        var data = DemoData.For(place.Ports, place.Secret("ehr-client-secret"));
        await using var database = await Database.OpenAsync(place, ct);
        await using var provider = IdpApplication.Build(ProviderSettings.Arguments(place.Ports, database.ConnectionString, place.Secret("master-key"), carriers: null));
        await DemoSeed.RunAsync(provider.Services, data, putBack: true, ct);
        await data.WriteAsync(place.DemoFile, ct);
        Console.WriteLine($"The demo data are back. Who can sign in is listed in {place.DemoFile}.");
        return 0;
    }
}
