using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>Finds out why a refresh token was not spent: the client's mistake, its bad network, or a theft.</summary>
internal sealed class RefusedRefreshes(Grants grants, RefreshRepeats repeats, TokenAudiences audiences, TheftNotice notice)
{
    /// <returns>The error, or, within the time that the client is given for repeats, another successor.</returns>
    public async Task<Parsed<Refreshed>> LookAsync(RefreshTokenGrant request, TokenDemand demand, CancellationToken ct)
    {
        if (await grants.FindRefreshTokenAsync(request.RefreshToken, demand.Client, CancellationToken.None) is not { } known)
        {
            return ProtocolError.InvalidGrant("the refresh token is unknown or of another client");
        }

        if (!known.IsSpent)
        {
            return FirstBroken(request, demand, known) ?? ProtocolError.InvalidGrant("the refresh token is expired, or its grant has ended");
        }

        if (FirstBroken(request, demand, known) is null && await repeats.RepeatAsync(request.RefreshToken, demand, ct) is { } repeated)
        {
            return repeated;
        }

        // Either the client or a thief has the successor, and nobody can tell which: the whole family ends (RFC 9700 §4.14.2), whether whoever
        // brought the token waits for the answer or not.
        await grants.EndNowAsync(
            known.GrantId, GrantEnd.RefreshTokenReused, grant => notice.TellAsync(grant, demand.Client, CancellationToken.None), CancellationToken.None);
        return ProtocolError.InvalidGrant("the refresh token was used before");
    }

    private ProtocolError? FirstBroken(RefreshTokenGrant request, TokenDemand demand, RefreshTokenState known)
    {
        var scope = Scope.Of(known.Scopes);
        return request.Narrow(scope).IsBroken(out var error, out _)
            || audiences.Within(known.Resources, scope, demand.Client, request.Resources).IsBroken(out error, out _)
            ? error
            : DpopBinding.OfRefresh(demand.Client, known.DpopKey, demand.Proof?.KeyThumbprint);
    }
}
