using IdentityProvider.Keys;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>What an ID token of ours says that comes back as a hint: whom the client believes to talk about, and which client that is.</summary>
public sealed record IdTokenHint(Guid UserId, string ClientId);

/// <summary>Reads hints. Expired ones count: they say who, not that they may (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2).</summary>
public sealed class IdTokenHints(TokenSigner signer, IOptions<ServerOptions> server)
{
    /// <returns>Null for what is not an ID token of ours.</returns>
    public async Task<IdTokenHint?> ReadAsync(string hint, CancellationToken ct)
    {
        var token = await signer.ReadAsync(hint, server.Value.Issuer, type: "JWT", evenExpired: true, ct);
        return token is not null && Guid.TryParse(token.Subject, out var userId) && token.Audiences.ToList() is [var clientId]
            ? new IdTokenHint(userId, clientId)
            : null;
    }
}
