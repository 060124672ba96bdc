using System.Diagnostics;
using System.Globalization;

namespace IdentityProvider.Dev.Postgres;

/// <summary>Data folders of test runs, named after the process that will delete them.</summary>
internal static class Throwaways
{
    private static int _count;

    public static string NewName() =>
        $"pg-test-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";

    /// <summary>Stops and deletes what belongs to processes that are no more.</summary>
    public static async Task DeleteOrphansAsync(string state, PostgresBinaries binaries, ServerAccount account, CancellationToken ct)
    {
        foreach (var folder in ExistingData.FoldersIn(state, account).Where(IsOrphan))
        {
            var data = new DataFolder(folder, binaries, account, KeepsSafe: false);
            if (RunningServer.On(folder) is not null)
            {
                await data.StopAsync("immediate", ct);
            }

            data.Delete();
        }
    }

    private static bool IsOrphan(string folder) =>
        Path.GetFileName(folder).Split('-') is ["pg", "test", var owner, _]
        && int.TryParse(owner, CultureInfo.InvariantCulture, out var processId)
        && !Array.Exists(Process.GetProcesses(), process => process.Id == processId);
}
