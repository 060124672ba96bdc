using IdentityProvider.Dev.Running;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Dev.Commands;

/// <summary><c>./dev migrate</c></summary>
internal static class Migrate
{
    public static async Task<int> RunAsync(Checkout checkout, int portBase, CancellationToken ct)
    {
        var place = Place.For(checkout, portBase);
        await using var database = await Database.OpenAsync(place, ct);
        await using var provider = IdpApplication.Build(ProviderSettings.Arguments(place.Ports, database.ConnectionString, place.Secret("master-key"), carriers: null));
        await using var scope = provider.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IdpDbContext>().Database.MigrateAsync(ct);
        Console.WriteLine("The database has this version's schema.");
        return 0;
    }
}
