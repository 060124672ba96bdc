namespace IdentityProvider.Dev.Postgres;

/// <summary>A file that one process at a time holds open. The system lets go of it however the process ends.</summary>
internal static class StateLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for it.</summary>
    public static async Task<FileStream> TakeAsync(string file, CancellationToken ct)
    {
        while (true)
        {
            if (TryTake(file) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Pause, TimeProvider.System, ct);
        }
    }

    /// <returns>Null when another process has it.</returns>
    public static FileStream? TryTake(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
