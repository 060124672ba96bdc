using IdentityProvider.Dev.Postgres;

namespace IdentityProvider.Dev.Running;

/// <summary>The database a command works on: the configured one, else the private one.</summary>
internal sealed class Database : IAsyncDisposable
{
    private const string Name = "idp";

    private readonly PrivatePostgres? _private;

    private Database(string connectionString, PrivatePostgres? own) => (ConnectionString, _private) = (connectionString, own);

    public string ConnectionString { get; }

    public static async Task<Database> OpenAsync(Place place, CancellationToken ct)
    {
        if (ProviderSettings.ConfiguredConnection is { Length: > 0 } configured)
        {
            return new Database(configured, own: null);
        }

        var postgres = await PrivatePostgres.StartAsync(place.Folder, ct);
        await postgres.EnsureDatabaseAsync(Name, ct);
        return new Database(postgres.ConnectionStringTo(Name), postgres);
    }

    public async ValueTask DisposeAsync()
    {
        if (_private is not null)
        {
            await _private.DisposeAsync();
        }
    }
}
