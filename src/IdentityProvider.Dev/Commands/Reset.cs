using System.Globalization;
using IdentityProvider.Dev.Postgres;

namespace IdentityProvider.Dev.Commands;

/// <summary><c>./dev reset</c>: as if the working copy had never run. Downloads are kept.</summary>
internal static class Reset
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public static async Task<int> RunAsync(Checkout checkout, CancellationToken ct)
    {
        if (Directory.Exists(checkout.State))
        {
            foreach (var place in PlacesIn(checkout.State))
            {
                await StopSystemAsync(place, ct);
                await DeleteServersAsync(place, ct);
            }

            DeleteRest(checkout.State);
        }

        Console.WriteLine("Nothing of this working copy runs any more, and its data are gone.");
        return 0;
    }

    // .dev itself, and a folder in it for each further port base that was ever used.
    private static string[] PlacesIn(string state) =>
    [
        state,
        Path.Combine(state, "throwaway"),
        .. Directory.EnumerateDirectories(state).Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)),
    ];

    private static async Task StopSystemAsync(string place, CancellationToken ct)
    {
        var lockFile = Path.Combine(place, "up.lock");
        var processFile = Path.Combine(place, "up.pid");
        if (!File.Exists(lockFile) || !File.Exists(processFile))
        {
            return;
        }

        // Whoever holds the lock is ours for sure; the process id alone may be somebody else's by now.
        if (StateLock.TryTake(lockFile) is { } free)
        {
            await free.DisposeAsync();
            return;
        }

        var processId = (await File.ReadAllTextAsync(processFile, ct)).Split(' ')[0];
        await Executable.SignalAsync("TERM", processId, ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        await using var taken = await StateLock.TakeAsync(lockFile, limit.Token);
    }

    private static async Task DeleteServersAsync(string place, CancellationToken ct)
    {
        var account = ServerAccount.Find();
        foreach (var folder in ExistingData.FoldersIn(place, account).ToList())
        {
            if (RunningServer.On(folder) is { } running)
            {
                await running.EndAsync(ct);
            }

            Directory.Delete(folder, recursive: true);
            File.Delete(folder + ".password");
        }
    }

    private static void DeleteRest(string state)
    {
        foreach (var entry in new DirectoryInfo(state).EnumerateFileSystemInfos().Where(entry => !IsDownload(entry.Name)))
        {
            if (entry is DirectoryInfo folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    private static bool IsDownload(string name) => name.StartsWith("postgres-", StringComparison.Ordinal) || name == "built";
}
