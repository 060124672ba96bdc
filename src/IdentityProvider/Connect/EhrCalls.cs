using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>Who is calling: the client, or the answer to give instead.</summary>
internal sealed record EhrCaller(string? ClientId, IResult? Refusal);

/// <summary>Which EHR is calling us with an access token of its own.</summary>
internal sealed class EhrCalls(PresentedTokens presented, IOptions<ServerOptions> server)
{
    public async Task<EhrCaller> AuthenticateAsync(HttpContext http, CancellationToken ct)
    {
        var (token, refusal) = await presented.TakeAsync(http, ct);
        if (token is null)
        {
            return new EhrCaller(ClientId: null, refusal);
        }

        // RFC 9068 §4: a token for an API is not for us. And a user's token does not speak for the EHR.
        if (token.Grant is not null || !token.Audience.Uris.Contains(server.Value.Issuer))
        {
            return new EhrCaller(ClientId: null, ProtocolResults.ResourceError(ProtocolError.InvalidToken("a client's own token for this server is needed"), token));
        }

        return token.Scope.Contains(SmartScopes.PrepareLaunch)
            ? new EhrCaller(token.ClientId, Refusal: null)
            : new EhrCaller(ClientId: null, ProtocolResults.ResourceError(ProtocolError.InsufficientScope($"the access token lacks the scope {SmartScopes.PrepareLaunch}"), token));
    }
}
