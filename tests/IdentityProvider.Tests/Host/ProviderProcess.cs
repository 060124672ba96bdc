using System.Diagnostics;
using IdentityProvider.Dev.Carriers;
using IdentityProvider.Dev.Postgres;
using Npgsql;

namespace IdentityProvider.Tests.Host;

/// <summary>The built provider in a process of its own, on real time, which a test may end as an out-of-memory killer does: without a word.</summary>
internal sealed class ProviderProcess : IAsyncDisposable
{
    // By it the database knows whose connections are whose.
    private const string Name = "provider-process";

    private readonly TestDatabase _database;
    private readonly Process _process;

    private ProviderProcess(TestDatabase database, Process process) => (_database, _process) = (database, process);

    /// <summary>Starts it and does not wait for it.</summary>
    public static ProviderProcess Start(TestDatabase database, CarrierSimulators carriers)
    {
        var issuer = new Uri($"http://localhost:{FreePort.Any()}");
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = Name }.ConnectionString;
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "IdentityProvider.dll"), "--urls", issuer.ToString(), "--environment", "Development",
            "--contentRoot", TestSettings.ContentRoot, .. TestSettings.For(issuer, connection, carriers.Settings), "--Logging:Console:LogLevel:Default", "None",
        ];
        return new ProviderProcess(database, Process.Start(new ProcessStartInfo("dotnet", arguments))!);
    }

    /// <summary>SIGKILL, and its connections end: a statement that waits in the database is not carried out any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();

        // The server would notice a dead client only after the statement, and how soon is chance. Waits up to ten seconds for each.
        await using var end = _database.Source.CreateCommand($"select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = '{Name}'");
        await end.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
