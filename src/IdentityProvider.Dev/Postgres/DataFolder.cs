using System.Globalization;
using System.Security.Cryptography;

namespace IdentityProvider.Dev.Postgres;

/// <summary>One PostgreSQL data folder: made once, started and stopped many times.</summary>
/// <param name="Path">Absolute. The administrator's password stands beside it, in Path + ".password".</param>
/// <param name="KeepsSafe">False for a database that is thrown away: no write then waits for the disk.</param>
internal sealed record DataFolder(string Path, PostgresBinaries Binaries, ServerAccount Account, bool KeepsSafe)
{
    public const string Administrator = "idp";

    public string LogFile => System.IO.Path.Combine(Path, "server.log");

    private string PasswordFile => Path + ".password";

    private string Version => System.IO.Path.Combine(Path, "PG_VERSION");

    public string Password => File.ReadAllText(PasswordFile);

    /// <summary>Makes the folder unless it is there. One that was left half made is made again.</summary>
    public async Task CreateAsync(CancellationToken ct)
    {
        if (File.Exists(Version) && File.Exists(PasswordFile))
        {
            return;
        }

        Delete();
        await Account.CreateFolderAsync(Path, ct);
        var passwordForInitDb = System.IO.Path.Combine(Path, "..", System.IO.Path.GetFileName(Path) + ".initdb");
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        SecretFile.Write(PasswordFile, password);
        SecretFile.Write(passwordForInitDb, password);
        await Account.GiveAsync(passwordForInitDb, ct);
        try
        {
            Refuse(await Binaries.InitDb(Account).RunAsync(
                ["-D", Path, "-U", Administrator, "--pwfile", passwordForInitDb, "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync", .. Locale()], ct: ct));
        }
        finally
        {
            File.Delete(passwordForInitDb);
        }
    }

    public Task<Finished> StartAsync(int port, CancellationToken ct) =>
        Binaries.PgCtl(Account).RunAsync(["start", "-D", Path, "-w", "-t", "60", "-s", "-l", LogFile, "-o", ServerOptions(port)], ct: ct);

    /// <param name="mode">"fast" ends sessions in order; "immediate" is as good as a crash.</param>
    public Task<Finished> StopAsync(string mode, CancellationToken ct) =>
        Binaries.PgCtl(Account).RunAsync(["stop", "-D", Path, "-w", "-t", "60", "-s", "-m", mode], ct: ct);

    public void Delete()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }

        File.Delete(PasswordFile);
    }

    // Sorting must be the same everywhere and never change under an index. From 17 on PostgreSQL brings C.UTF-8 itself.
    private IEnumerable<string> Locale() =>
        Binaries.Major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        : OperatingSystem.IsLinux() ? ["--locale=C.UTF-8"]
        : ["--locale=C"];

    // Loopback only, and no Unix socket: its path is too short for many working copies, and nobody needs it.
    private string ServerOptions(int port) => string.Join(' ',
    [
        "-p", port.ToString(CultureInfo.InvariantCulture),
        "-c listen_addresses=127.0.0.1",
        "-c unix_socket_directories=''",
        "-c max_connections=300",
        "-c timezone=UTC -c log_timezone=UTC",
        .. KeepsSafe ? Array.Empty<string>() : ["-c fsync=off -c full_page_writes=off"],
    ]);

    private static void Refuse(Finished initDb)
    {
        if (!initDb.Succeeded)
        {
            throw new DevException($"PostgreSQL could not make its data folder: {initDb.Errors.Trim()}");
        }
    }
}
