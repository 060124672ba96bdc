using System.Diagnostics;
using System.Globalization;
using IdentityProvider.Dev.Postgres;
using Npgsql;

namespace IdentityProvider.Tests.Dev;

/// <summary>The database of ./dev up: it keeps its data whatever happens to whoever started it.</summary>
public sealed class LastingPostgresTests : IAsyncLifetime
{
    private readonly string _state = Directory.CreateTempSubdirectory("idp-state-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        // PostgreSQL runs as an ordinary user, who has to pass this folder.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_state, File.GetUnixFileMode(_state) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_state, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Data_are_there_at_the_next_start()
    {
        await using (var first = await PrivatePostgres.StartAsync(_state, Ct))
        {
            await first.EnsureDatabaseAsync("idp", Ct);
            await DoAsync(first, "create table kept (id int); insert into kept values (7)");
        }

        await using var second = await PrivatePostgres.StartAsync(_state, Ct);
        await second.EnsureDatabaseAsync("idp", Ct);

        Assert.Equal(7, await DoAsync(second, "select id from kept"));
    }

    [Fact]
    public async Task One_that_runs_is_used_as_it_is_and_left_running()
    {
        await using var first = await PrivatePostgres.StartAsync(_state, Ct);
        await first.EnsureDatabaseAsync("idp", Ct);
        await using (var second = await PrivatePostgres.StartAsync(_state, Ct))
        {
            Assert.Equal(first.Port, second.Port);
        }

        Assert.Equal(1, await DoAsync(first, "select 1"));
    }

    [Fact]
    public async Task One_whose_server_was_killed_starts_again()
    {
        await using var first = await PrivatePostgres.StartAsync(_state, Ct);
        await first.EnsureDatabaseAsync("idp", Ct);
        await DoAsync(first, "create table kept (id int); insert into kept values (7)");
        await KillAsync(PidFile());

        await using var second = await PrivatePostgres.StartAsync(_state, Ct);

        Assert.Equal(7, await DoAsync(second, "select id from kept"));
    }

    [Fact]
    public async Task A_stale_file_that_names_somebody_else_is_no_obstacle()
    {
        await using (var first = await PrivatePostgres.StartAsync(_state, Ct))
        {
            await first.EnsureDatabaseAsync("idp", Ct);
        }

        var somebody = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(PidFile(), [somebody, "/elsewhere", "1", "5432", "", "127.0.0.1", "1 1", "ready"], Ct);

        await using var second = await PrivatePostgres.StartAsync(_state, Ct);

        Assert.Equal(1, await DoAsync(second, "select 1"));
        Assert.False(Process.GetCurrentProcess().HasExited);
    }

    [Fact]
    public async Task Two_folders_run_side_by_side()
    {
        await using var one = await PrivatePostgres.StartAsync(_state, Ct);
        await using var other = await PrivatePostgres.StartThrowawayAsync(Ct);

        Assert.NotEqual(one.Port, other.Port);
    }

    private string PidFile() => Path.Combine(Directory.EnumerateDirectories(_state, "pg-*").Single(), "postmaster.pid");

    private static async Task KillAsync(string pidFile)
    {
        using var server = Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(pidFile, Ct))[0], CultureInfo.InvariantCulture));
        server.Kill();
        await server.WaitForExitAsync(Ct);
    }

    private static async Task<object?> DoAsync(PrivatePostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionStringTo("idp") + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
