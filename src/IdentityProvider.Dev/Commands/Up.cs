using System.Globalization;
using IdentityProvider.Dev.Postgres;
using IdentityProvider.Dev.Running;

namespace IdentityProvider.Dev.Commands;

/// <summary><c>./dev up</c>: everything, until Ctrl-C.</summary>
internal static class Up
{
    public static async Task<int> RunAsync(Checkout checkout, int portBase, CancellationToken ct)
    {
        var place = Place.For(checkout, portBase);
        await using var alone = StateLock.TryTake(place.LockFile)
            ?? throw new DevException($"This working copy runs already, at {place.Ports.Issuer}. Stop it first, or start a second one with --port-base {portBase + 100}.");
        await File.WriteAllTextAsync(place.ProcessFile, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {portBase}"), ct);
        place.Ports.EnsureFree();

        await using var database = await Database.OpenAsync(place, ct);
        await using var host = await DemoHost.StartAsync(place.Ports, database.ConnectionString, place.Secret("master-key"), place.Secret("ehr-client-secret"), ct);
        await host.Data.WriteAsync(place.DemoFile, ct);
        Announcement.Write(host.Data, Console.Out);
        await UntilAsync(ct);
        Console.WriteLine("Stopping …");
        return 0;
    }

    /// <summary>Waits for Ctrl-C, the way such a command ends.</summary>
    public static async Task UntilAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: the way this command ends.
        }
    }
}
