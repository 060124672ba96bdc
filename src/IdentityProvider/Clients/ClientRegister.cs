using System.Collections.Frozen;
using IdentityProvider.Protocol;

namespace IdentityProvider.Clients;

/// <summary>All clients that work, as this node knows them, and what follows from all of them together.</summary>
internal sealed record ClientRegister(FrozenDictionary<string, Client> ById, FrozenSet<string> PublicOrigins)
{
    public static ClientRegister Of(IEnumerable<Client> clients)
    {
        var byId = clients.ToFrozenDictionary(client => client.Id, StringComparer.Ordinal);
        var origins = byId.Values.Where(client => client.IsPublic).SelectMany(client => client.CorsOrigins);
        return new ClientRegister(byId, origins.ToFrozenSet(StringComparer.Ordinal));
    }
}
