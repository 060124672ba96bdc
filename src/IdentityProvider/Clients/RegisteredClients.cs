using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clients;

/// <summary>The only door to registered clients. Reads come from this node's memory, which a change in the database empties.</summary>
public sealed class RegisteredClients : IDisposable
{
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly RecentMisses _misses;

    public RegisteredClients(IServiceScopeFactory scopes, TimeProvider clock)
    {
        (_scopes, _clock, _misses) = (scopes, clock, new RecentMisses(clock));
        Cache = new NodeCache<ClientRegister>("clients", LoadAllAsync, clock, ChangeAsync);
    }

    internal NodeCache<ClientRegister> Cache { get; }

    /// <summary>The client, or null when there is none of that id or it is switched off or deleted.</summary>
    public async Task<Client?> FindAsync(string clientId, CancellationToken ct)
    {
        var register = await Cache.GetAsync(ct);
        if (register.ById.TryGetValue(clientId, out var client) || _misses.Has(clientId))
        {
            return client;
        }

        // Registered a moment ago, perhaps on another node, and its signal is still on the way. Names that nobody registered are drawn by
        // the thousand, so in a second only some of those are asked for; the signal brings a client anyway.
        if (!_misses.MayAsk())
        {
            return null;
        }

        if (await ReadAsync(clientId, ct) is { } found)
        {
            return found;
        }

        _misses.Add(clientId);
        return null;
    }

    /// <summary>The same past this node's memory: for one whose secret is unknown here, since it may have got a new one a moment ago.</summary>
    public async Task<Client?> ReadAsync(string clientId, CancellationToken ct) =>
        (await LoadAsync(rows => rows.Where(row => row.Id == clientId), ct)).SingleOrDefault();

    /// <summary>Whether any public client's scripts run at this origin: all that a preflight can ask, as it names no client.</summary>
    public async Task<bool> ServesOriginAsync(string origin, CancellationToken ct) => (await Cache.GetAsync(ct)).PublicOrigins.Contains(origin);

    public void Dispose() => Cache.Dispose();

    private async Task<ClientRegister> LoadAllAsync(CancellationToken ct) => ClientRegister.Of(await LoadAsync(rows => rows, ct));

    private async Task<ClientRegister> ChangeAsync(ClientRegister known, IReadOnlyCollection<string> ids, CancellationToken ct) =>
        known.With(ids, await LoadAsync(rows => rows.Where(row => ids.Contains(row.Id)), ct));

    private async Task<IReadOnlyList<Client>> LoadAsync(Func<IQueryable<RegisteredClient>, IQueryable<RegisteredClient>> which, CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var now = _clock.GetUtcNow();
        var clients = await which(db.Clients.AsNoTracking().Where(client => client.DisabledAt == null && client.DeletedAt == null)).ToListAsync(ct);
        var ids = clients.Select(client => client.Id).ToList();
        var secrets = await db.ClientSecrets.AsNoTracking()
            .Where(secret => ids.Contains(secret.ClientId) && (secret.ExpiresAt == null || secret.ExpiresAt > now)).ToListAsync(ct);
        var byClient = secrets.ToLookup(secret => secret.ClientId, StringComparer.Ordinal);
        return [.. clients.Select(client => client.ToClient(byClient[client.Id]))];
    }
}
