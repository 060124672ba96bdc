using System.Security.Cryptography;
using System.Text;

namespace IdentityProvider.Dev.Postgres;

/// <summary>
/// Who PostgreSQL runs as. It refuses to run as root, so root hands it to an ordinary user, and everything that user
/// needs must then lie where it may enter.
/// </summary>
/// <param name="UserName">The user to become; null when we are an ordinary user already.</param>
internal sealed record ServerAccount(string? UserName)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    /// <summary>The account for this process.</summary>
    public static ServerAccount Find()
    {
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows())
        {
            return new ServerAccount(UserName: null);
        }

        var known = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return new ServerAccount(Candidates.FirstOrDefault(known.Contains)
            ?? throw new DevException("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as."));
    }

    /// <summary>The program, run as this account. setpriv is part of every Debian; it leaves no process in between.</summary>
    public Executable Program(string path) => UserName is null
        ? new Executable(path)
        : new Executable(path, ["setpriv", $"--reuid={UserName}", "--regid", GroupId(UserName), "--clear-groups", "--"]);

    /// <summary>The wanted folder when the account may reach it, else one of its own under /var/lib.</summary>
    /// <param name="wanted">An absolute path; need not exist.</param>
    public string Reachable(string wanted) => UserName is null || MayEnter(wanted) ? wanted : Elsewhere(wanted);

    /// <summary>Creates the folder for this account alone. PostgreSQL refuses a data folder that others may read.</summary>
    public async Task CreateFolderAsync(string path, CancellationToken ct)
    {
        Directory.CreateDirectory(path);
        await GiveAsync(path, ct);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Makes the account the owner of a file or folder of ours.</summary>
    public async Task GiveAsync(string path, CancellationToken ct)
    {
        if (UserName is not null)
        {
            await new Executable("chown").RunAsync([$"{UserName}:{GroupId(UserName)}", path], ct: ct);
        }
    }

    /// <summary>Whether others may pass every folder above the path.</summary>
    public static bool MayEnter(string path)
    {
        for (var folder = Directory.GetParent(path); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && !OperatingSystem.IsWindows() && !folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }

    // One folder per wanted parent, so that two working copies never meet and what belongs together stays together. Under
    // /var/lib and not /var/tmp: where anybody may write, somebody else could have put a folder of that name first.
    private static string Elsewhere(string wanted)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetDirectoryName(wanted)!)))[..12];
        var folder = Path.Combine("/var/lib/idp-dev", name);
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory("/var/lib/idp-dev", PassOnly);
            Directory.CreateDirectory(folder, PassOnly);
        }

        return Path.Combine(folder, Path.GetFileName(wanted));
    }

    private const UnixFileMode PassOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static string GroupId(string user) =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).First(fields => fields[0] == user)[3];
}
