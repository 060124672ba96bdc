using System.Collections.Frozen;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clients;

/// <summary>The only door to registered resources. Reads come from this node's memory, which a change in the database empties.</summary>
public sealed class RegisteredResources : IDisposable
{
    private readonly IServiceScopeFactory _scopes;

    public RegisteredResources(IServiceScopeFactory scopes, TimeProvider clock)
    {
        _scopes = scopes;
        Cache = new NodeCache<FrozenDictionary<string, Resource>>("resources", LoadAsync, clock);
    }

    internal NodeCache<FrozenDictionary<string, Resource>> Cache { get; }

    /// <summary>The resource of this URI, or null when none is registered.</summary>
    public async Task<Resource?> FindAsync(string uri, CancellationToken ct) => (await Cache.GetAsync(ct)).GetValueOrDefault(uri);

    public async Task<IReadOnlyCollection<Resource>> AllAsync(CancellationToken ct) => (await Cache.GetAsync(ct)).Values;

    public void Dispose() => Cache.Dispose();

    private async Task<FrozenDictionary<string, Resource>> LoadAsync(CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdpDbContext>();
        var resources = await db.Resources.AsNoTracking().ToListAsync(ct);
        return resources.ToFrozenDictionary(resource => resource.Id, StringComparer.Ordinal);
    }
}
