using Npgsql;

namespace IdentityProvider.Dev.Postgres;

/// <summary>A PostgreSQL of this working copy's own, on a free port of 127.0.0.1. Disposing it stops what it started.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly DataFolder _data;
    private readonly bool _deleteAtEnd;
    private bool _startedHere;

    private PrivatePostgres(DataFolder data, bool deleteAtEnd) => (_data, _deleteAtEnd) = (data, deleteAtEnd);

    public int Port { get; private set; }

    public int MajorVersion => _data.Binaries.Major;

    /// <summary>The lasting database of <c>./dev up</c>. One that runs already, by us or left by a killed run, is used as it is.</summary>
    /// <param name="state">Where the data are, as pg-15, pg-18 …; existing data decide the version.</param>
    /// <exception cref="DevException">No PostgreSQL is to be had, or it does not start; the message says why.</exception>
    public static async Task<PrivatePostgres> StartAsync(string state, CancellationToken ct = default)
    {
        Directory.CreateDirectory(state);
        await using var alone = await StateLock.TakeAsync(Path.Combine(state, "postgres.lock"), ct);
        var account = ServerAccount.Find();
        var binaries = await PostgresBinaries.FindAsync(state, ExistingData.MajorIn(state, account), account, ct);
        var folder = account.Reachable(Path.Combine(state, $"pg-{binaries.Major}"));
        var server = new PrivatePostgres(new DataFolder(folder, binaries, account, KeepsSafe: true), deleteAtEnd: false);
        await server.ResumeAsync(ct);
        return server;
    }

    /// <summary>An empty one for a test run: fast because it may lose everything, and deleted at the end.</summary>
    /// <remarks>What killed test runs have left of theirs is stopped and deleted first.</remarks>
    /// <exception cref="DevException">As for <see cref="StartAsync"/>.</exception>
    public static async Task<PrivatePostgres> StartThrowawayAsync(CancellationToken ct = default)
    {
        var state = Path.Combine(Checkout.Find().State, "throwaway");
        Directory.CreateDirectory(state);
        var account = ServerAccount.Find();
        var binaries = await PostgresBinaries.FindAsync(Checkout.Find().State, major: null, account, ct);
        await Throwaways.DeleteOrphansAsync(state, binaries, account, ct);
        var folder = account.Reachable(Path.Combine(state, Throwaways.NewName()));
        var server = new PrivatePostgres(new DataFolder(folder, binaries, account, KeepsSafe: false), deleteAtEnd: true);
        await server.ResumeAsync(ct);
        return server;
    }

    /// <summary>For Npgsql, as administrator.</summary>
    public string ConnectionStringTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = DataFolder.Administrator,
        Password = _data.Password,
        Database = database,
    }.ConnectionString;

    /// <summary>CREATE DATABASE, as a copy of the template when one is named. Nobody may be connected to the template.</summary>
    public Task CreateDatabaseAsync(string name, string? template = null, CancellationToken ct = default) =>
        AdministerAsync($"CREATE DATABASE \"{name}\"" + (template is null ? "" : $" TEMPLATE \"{template}\""), ct);

    /// <summary>Drops it whoever is connected.</summary>
    public Task DropDatabaseAsync(string name, CancellationToken ct = default) =>
        AdministerAsync($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)", ct);

    /// <summary>Creates the database unless it is there.</summary>
    public async Task EnsureDatabaseAsync(string name, CancellationToken ct = default)
    {
        try
        {
            await CreateDatabaseAsync(name, ct: ct);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // It was there.
        }
    }

    /// <summary>Ends all connections and stops; the data stay.</summary>
    /// <param name="asIfKilled">Stops without a checkpoint, as kill -9 would, so that the next start has to recover.</param>
    public async Task StopAsync(bool asIfKilled = false, CancellationToken ct = default)
    {
        await _data.StopAsync(asIfKilled ? "immediate" : "fast", ct);
        _startedHere = false;
    }

    /// <summary>Starts again what was stopped, on the same port, so that connection strings stay good.</summary>
    public async Task ResumeAsync(CancellationToken ct = default) =>
        (Port, _startedHere) = await new ServerStart(_data).RunAsync(Port, ct);

    public async ValueTask DisposeAsync()
    {
        if (_startedHere)
        {
            await StopAsync(asIfKilled: _deleteAtEnd);
        }

        if (_deleteAtEnd)
        {
            _data.Delete();
        }
    }

    private async Task AdministerAsync(string sql, CancellationToken ct)
    {
        // No pool: a connection left open would stand in the way of the next copy.
        await using var connection = new NpgsqlConnection(ConnectionStringTo("postgres") + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
