using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Keys;
using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>What an ID token of ours says that comes back as a hint: whom the client believes to talk about, and which client that is.</summary>
/// <param name="Client">Null when it is registered no more.</param>
public sealed record IdTokenHint(string Subject, Client? Client);

/// <summary>Reads hints. Expired ones count: they say who, not that they may (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2).</summary>
public sealed class IdTokenHints(TokenSigner signer, RegisteredClients clients, Subjects subjects, IOptions<ServerOptions> server)
{
    /// <returns>Null for what is not an ID token of ours.</returns>
    public async Task<IdTokenHint?> ReadAsync(string hint, CancellationToken ct)
    {
        var token = await signer.ReadAsync(hint, server.Value.Issuer, type: "JWT", evenExpired: true, ct);
        return token is not null && token.Audiences.ToList() is [var clientId]
            ? new IdTokenHint(token.Subject, await clients.FindAsync(clientId, ct))
            : null;
    }

    /// <summary>Whether a claims parameter that names its users names this one (OpenID Connect Core §5.5.1).</summary>
    public bool Allow(ClaimsRequest claims, Guid userId, Client client) => claims.Allows(subjects.Of(userId, client));

    /// <summary>Whether the hint is about this user: by their id, or as its client knows them.</summary>
    public bool Names(IdTokenHint hint, Guid userId) =>
        hint.Subject == userId.ToString() || (hint.Client is { } client && hint.Subject == subjects.Of(userId, client));
}
