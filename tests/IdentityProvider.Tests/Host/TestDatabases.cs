using IdentityProvider.Dev.Postgres;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestDatabases))]

namespace IdentityProvider.Tests.Host;

/// <summary>
/// One PostgreSQL for the whole run, started by the first test that needs one. The migrations run once, in a template; every
/// test class gets a copy of it, which takes a tenth of a second.
/// </summary>
public sealed class TestDatabases : IAsyncDisposable
{
    private const string Template = "migrated";
    private readonly Lazy<Task<PrivatePostgres>> _server = new(StartAsync);
    private readonly SemaphoreSlim _copying = new(1);
    private int _count;

    public Task<PrivatePostgres> ServerAsync() => _server.Value;

    /// <summary>A database of its own, as the migrations make it.</summary>
    public Task<TestDatabase> CopyAsync() => CreateAsync(Template);

    /// <summary>A database with nothing in it.</summary>
    public Task<TestDatabase> EmptyAsync() => CreateAsync(template: null);

    public async ValueTask DisposeAsync()
    {
        _copying.Dispose();
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }

    // PostgreSQL copies one template at a time.
    private async Task<TestDatabase> CreateAsync(string? template)
    {
        var server = await _server.Value;
        var name = $"test_{Interlocked.Increment(ref _count)}";
        await _copying.WaitAsync();
        try
        {
            await server.CreateDatabaseAsync(name, template);
        }
        finally
        {
            _copying.Release();
        }

        return new TestDatabase(server, name);
    }

    private static async Task<PrivatePostgres> StartAsync()
    {
        var server = await PrivatePostgres.StartThrowawayAsync();
        await server.CreateDatabaseAsync(Template);
        await using var template = new TestDatabase(server, Template, dropAtEnd: false);
        await using var db = template.Open();
        await db.Database.MigrateAsync();
        return server;
    }
}

/// <summary>One database on the run's server, dropped at the end.</summary>
public sealed class TestDatabase(PrivatePostgres server, string name, bool dropAtEnd = true) : IAsyncDisposable
{
    private readonly Lazy<NpgsqlDataSource> _source = new(() => NpgsqlDataSource.Create(server.ConnectionStringTo(name)));

    public string ConnectionString => server.ConnectionStringTo(name);

    public NpgsqlDataSource Source => _source.Value;

    /// <summary>Everything saved so far, read past the program.</summary>
    public IdpDbContext Open()
    {
        var options = new DbContextOptionsBuilder<IdpDbContext>();
        StorageRegistration.Configure(options, Source);
        return new IdpDbContext(options.Options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_source.IsValueCreated)
        {
            await _source.Value.DisposeAsync();
        }

        if (dropAtEnd)
        {
            await server.DropDatabaseAsync(name);
        }
    }
}
