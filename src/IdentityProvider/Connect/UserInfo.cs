using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>/connect/userinfo: who the user of an access token is (OpenID Connect Core §5.3). It ends with the grant, not with the token's time.</summary>
internal static class UserInfo
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, PresentedTokens presented, RegisteredClients clients, IOptions<ServerOptions> server, CancellationToken ct)
    {
        var (token, refusal) = await presented.TakeAsync(http, ct);
        if (token is null)
        {
            await Cors.AllowRefusalAsync(http, clients, ct);
            return refusal!;
        }

        if (await clients.FindAsync(token.ClientId, ct) is { } client)
        {
            Cors.Allow(http, client);
        }

        // RFC 9068 §4: a token for an API is not for us. Whoever runs that API could come here with it otherwise.
        if (!token.Audience.Uris.Contains(server.Value.Issuer))
        {
            return ProtocolResults.ResourceError(ProtocolError.InvalidToken("the access token is for another API"), token);
        }

        // The token's own scope, not the grant's: it may have been narrowed.
        return token.Grant is { } grant && token.Scope.Contains(Scope.OpenId)
            ? ProtocolResults.Json(UserInfoResponse.For(grant.User, token.Scope, grant.Authentication.Clinic, grant.Authentication.Launch))
            : ProtocolResults.ResourceError(ProtocolError.InsufficientScope("the access token lacks the scope openid"), token);
    }
}
