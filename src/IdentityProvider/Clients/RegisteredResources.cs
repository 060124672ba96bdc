using System.Collections.Frozen;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clients;

/// <summary>The only door to registered resources. Reads come from this node's memory, which a change in the database empties.</summary>
public sealed class RegisteredResources : IDisposable
{
    private readonly IServiceScopeFactory _scopes;
    private readonly RecentMisses _misses;

    public RegisteredResources(IServiceScopeFactory scopes, TimeProvider clock)
    {
        (_scopes, _misses) = (scopes, new RecentMisses(clock));
        Cache = new NodeCache<FrozenDictionary<string, Resource>>("resources", ct => LoadAsync(rows => rows, ct), clock);
    }

    internal NodeCache<FrozenDictionary<string, Resource>> Cache { get; }

    /// <summary>The resource of this URI, or null when none is registered.</summary>
    public async Task<Resource?> FindAsync(string uri, CancellationToken ct) =>
        (await Cache.GetAsync(ct)).TryGetValue(uri, out var resource) ? resource
            : IsStorable(uri) && !_misses.Has(uri) && _misses.MayAsk() ? await ReadAsync(uri, ct)
            : null;

    public async Task<IReadOnlyCollection<Resource>> AllAsync(CancellationToken ct) => (await Cache.GetAsync(ct)).Values;

    public void Dispose() => Cache.Dispose();

    // Registered a moment ago, perhaps on another node, and its signal is still on the way.
    private async Task<Resource?> ReadAsync(string uri, CancellationToken ct)
    {
        if ((await LoadAsync(rows => rows.Where(row => row.Id == uri), ct)).TryGetValue(uri, out var resource))
        {
            return resource;
        }

        _misses.Add(uri);
        return null;
    }

    // It comes from requests; PostgreSQL cannot hold U+0000 in text.
    private static bool IsStorable(string uri) => uri.Length <= 400 && !uri.Contains('\0', StringComparison.Ordinal);

    private async Task<FrozenDictionary<string, Resource>> LoadAsync(Func<IQueryable<Resource>, IQueryable<Resource>> which, CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var resources = await which(db.Resources.AsNoTracking()).ToListAsync(ct);
        return resources.ToFrozenDictionary(resource => resource.Id, StringComparer.Ordinal);
    }
}
