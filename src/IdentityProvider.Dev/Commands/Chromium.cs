namespace IdentityProvider.Dev.Commands;

/// <summary>The browser of the browser tests.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private static readonly string[] Elsewhere =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];

    /// <summary>Finds one, or installs Debian's when we may.</summary>
    /// <exception cref="DevException">There is none; the message has the one command that brings it.</exception>
    public static async Task<string> FindOrInstallAsync(CancellationToken ct)
    {
        if (Find() is { } found)
        {
            return found;
        }

        if (Environment.IsPrivilegedProcess && InPath("apt-get") is not null)
        {
            Console.WriteLine("Installing chromium (once) …");
            await new Executable("apt-get").RunAsync(["update", "-qq"], ct: ct);
            await new Executable("env").RunAsync(["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"], ct: ct);
        }

        return Find() ?? throw new DevException("The browser tests need Chromium. Install it and run ./dev test again: sudo apt-get install --yes chromium");
    }

    private static string? Find() =>
        Environment.GetEnvironmentVariable("IDP_CHROMIUM") is { Length: > 0 } named && File.Exists(named)
            ? named
            : Names.Select(InPath).FirstOrDefault(path => path is not null) ?? Array.Find(Elsewhere, File.Exists);

    private static string? InPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
