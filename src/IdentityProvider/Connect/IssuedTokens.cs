using IdentityProvider.Access;
using IdentityProvider.Keys;
using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>A successful token response (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).</summary>
internal sealed record IssuedTokens(Guid AccessTokenId, IReadOnlyDictionary<string, object> Body);

/// <summary>What shall be issued to a client.</summary>
/// <param name="Scope">Of the access token; at a refresh perhaps less than was granted.</param>
/// <param name="Audience">The APIs it is for.</param>
internal sealed record TokenOrder(Client Client, Scope Scope, TargetResources Audience)
{
    /// <summary>The grant, which stands; null when the client speaks for itself.</summary>
    public StandingGrant? Grant { get; init; }

    /// <summary>The proof whose key the access token is bound to; null for a bearer token.</summary>
    public DpopProof? Proof { get; init; }

    /// <summary>As sent with the authorization request; null at a refresh.</summary>
    public string? Nonce { get; init; }

    /// <summary>Null when there is none.</summary>
    public string? RefreshToken { get; init; }
}

/// <summary>Makes tokens. Whoever orders them has judged that they may be.</summary>
internal sealed class TokenIssuer(TokenSigner signer, AccessTokens stored, IOptions<ServerOptions> server, TimeProvider clock)
{
    public async Task<IssuedTokens> IssueAsync(TokenOrder order, CancellationToken ct)
    {
        var (issuer, now) = (server.Value.Issuer, clock.GetUtcNow());
        var access = new AccessToken(issuer, order.Client, order.Scope, order.Audience, now)
        {
            Authentication = order.Grant?.Authentication,
            KeyThumbprint = order.Proof?.KeyThumbprint,
        };
        var id = Guid.CreateVersion7(now);
        var accessToken = await WriteAsync(access, id, ct);
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["access_token"] = accessToken,
            ["token_type"] = access.TokenType,
            ["expires_in"] = (int)access.Lifetime.TotalSeconds,
            ["scope"] = order.Scope.ToString(),
        };

        if (order.Grant is { } grant && order.Scope.Contains(Scope.OpenId))
        {
            var idToken = new IdToken(issuer, order.Client, grant.Authentication, now) { Nonce = order.Nonce, AccessToken = accessToken };
            body["id_token"] = await signer.SignAsync(idToken.ToClaims(), order.Client.IdTokenAlgorithm, type: null, ct);
        }

        // SMART App Launch 2.2 §2.0.11: where the app was opened stands beside the token.
        order.Grant?.Authentication.Launch?.For(order.Scope)?.AddTo(body);
        if (order.RefreshToken is not null)
        {
            body["refresh_token"] = order.RefreshToken;
        }

        return new IssuedTokens(id, body);
    }

    private Task<string> WriteAsync(AccessToken access, Guid id, CancellationToken ct) => access.Client.AccessTokenFormat switch
    {
        AccessTokenFormat.Jwt => signer.SignAsync(access.ToClaims(id), access.Client.AccessTokenAlgorithm, AccessToken.Type, ct),
        AccessTokenFormat.Reference => stored.StoreAsync(id, access, ct),
    };
}
