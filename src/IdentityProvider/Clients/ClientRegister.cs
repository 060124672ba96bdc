using System.Collections.Frozen;
using System.Collections.Immutable;
using IdentityProvider.Protocol;

namespace IdentityProvider.Clients;

/// <summary>All clients that work, as this node knows them, and what follows from all of them together.</summary>
internal sealed class ClientRegister(ImmutableDictionary<string, Client> byId)
{
    // Only preflights ask, and each change would have to go through all clients for it.
    private readonly Lazy<FrozenSet<string>> _publicOrigins = new(
        () => byId.Values.Where(client => client.IsPublic).SelectMany(client => client.CorsOrigins).ToFrozenSet(StringComparer.Ordinal));

    public ImmutableDictionary<string, Client> ById => byId;

    public FrozenSet<string> PublicOrigins => _publicOrigins.Value;

    public static ClientRegister Of(IEnumerable<Client> clients) => new(clients.ToImmutableDictionary(client => client.Id, StringComparer.Ordinal));

    /// <summary>The same with these clients as they were read now: one that is not among them works no more.</summary>
    public ClientRegister With(IEnumerable<string> ids, IEnumerable<Client> read) => new(byId.RemoveRange(ids).AddRange(read.Select(client => KeyValuePair.Create(client.Id, client))));
}
