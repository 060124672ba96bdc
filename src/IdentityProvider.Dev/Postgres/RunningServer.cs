using System.Diagnostics;
using System.Globalization;

namespace IdentityProvider.Dev.Postgres;

/// <summary>A PostgreSQL that runs on a data folder, as its postmaster.pid tells.</summary>
internal sealed record RunningServer(int ProcessId, int Port)
{
    /// <summary>Who runs on this folder; null when nobody does, whatever a stale file says.</summary>
    /// <remarks>
    /// A file left by a killed server may name a process that is somebody else by now. Such a file is deleted, because
    /// PostgreSQL itself would refuse to start beside it. When the process is gone the file stays: PostgreSQL checks by
    /// it that no orphaned worker still writes to the folder.
    /// </remarks>
    public static RunningServer? On(string data)
    {
        var file = Path.Combine(data, "postmaster.pid");
        if (!File.Exists(file) || File.ReadAllLines(file) is not [var id, _, _, var port, ..] || !int.TryParse(id, CultureInfo.InvariantCulture, out var processId))
        {
            return null;
        }

        if (!IsAlive(processId))
        {
            return null;
        }

        if (Serves(processId, data))
        {
            return new RunningServer(processId, int.Parse(port, CultureInfo.InvariantCulture));
        }

        File.Delete(file);
        return null;
    }

    /// <summary>Ends it at once, and its sessions. For data that are about to be deleted.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        using var process = Process.GetProcessById(ProcessId);

        // Not kill -9: the workers would outlive it for a moment and write into the folder while it goes.
        await Executable.SignalAsync("QUIT", ProcessId.ToString(CultureInfo.InvariantCulture), ct);
        await process.WaitForExitAsync(ct);
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool Serves(int processId, string data)
    {
        var commandLine = $"/proc/{processId}/cmdline";

        // Where there is no /proc the file is believed: a recycled process id is rare, and reset is at hand.
        return !File.Exists(commandLine)
            || File.ReadAllText(commandLine).Split('\0') is var line && line[0].Contains("postgres", StringComparison.Ordinal) && line.Contains(data, StringComparer.Ordinal);
    }
}
