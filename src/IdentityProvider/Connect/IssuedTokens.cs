using IdentityProvider.Access;
using IdentityProvider.Keys;
using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>A successful token response (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).</summary>
internal sealed record IssuedTokens(IReadOnlyDictionary<string, object> Body);

/// <summary>Makes the tokens of a grant that stands.</summary>
internal sealed class TokenIssuer(TokenSigner signer, IOptions<ServerOptions> server, TimeProvider clock)
{
    /// <param name="scope">Of the access token; at a refresh perhaps less than was granted.</param>
    /// <param name="nonce">As sent with the authorization request; null at a refresh.</param>
    /// <param name="refreshToken">Null when there is none.</param>
    public async Task<IssuedTokens> IssueAsync(
        StandingGrant grant, Client client, Scope scope, string? nonce, string? refreshToken, CancellationToken ct)
    {
        var (issuer, now) = (server.Value.Issuer, clock.GetUtcNow());
        var access = new AccessToken(issuer, client, grant.Authentication, scope, now);
        var accessToken = await signer.SignAsync(access.ToClaims(Guid.CreateVersion7(now)), client.AccessTokenAlgorithm, AccessToken.Type, ct);
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["access_token"] = accessToken,
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)access.Lifetime.TotalSeconds,
            ["scope"] = scope.ToString(),
        };

        if (scope.Contains(Scope.OpenId))
        {
            var id = new IdToken(issuer, client, grant.Authentication, now) { Nonce = nonce, AccessToken = accessToken };
            body["id_token"] = await signer.SignAsync(id.ToClaims(), client.IdTokenAlgorithm, type: null, ct);
        }

        // SMART App Launch 2.2 §2.0.11: where the app was opened stands beside the token.
        grant.Authentication.Launch?.For(scope)?.AddTo(body);
        if (refreshToken is not null)
        {
            body["refresh_token"] = refreshToken;
        }

        return new IssuedTokens(body);
    }
}
