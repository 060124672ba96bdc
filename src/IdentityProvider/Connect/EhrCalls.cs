using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Connect;

/// <summary>Who is calling, or the answer to somebody who may not.</summary>
internal sealed record EhrCaller(string? ClientId, IResult? Refusal);

/// <summary>Which EHR is calling us with an access token of its own, bound to a key or not.</summary>
internal sealed class EhrCalls(PresentedTokens presented)
{
    public async Task<EhrCaller> AuthenticateAsync(HttpContext http, CancellationToken ct)
    {
        var (token, refusal) = await presented.TakeOwnAsync(http, ct);
        return token is null ? new EhrCaller(ClientId: null, refusal)
            : token.Scope.Contains(SmartScopes.PrepareLaunch) ? new EhrCaller(token.ClientId, Refusal: null)
            : new EhrCaller(ClientId: null, ProtocolResults.ResourceError(ProtocolError.InsufficientScope($"the access token lacks the scope {SmartScopes.PrepareLaunch}"), token));
    }
}
