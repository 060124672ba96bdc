using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>Finds out why a refresh token was not spent: the client's mistake, its bad network, or a theft.</summary>
/// <remarks>
/// A retry that overtakes the taking back of what its first try has spent (<see cref="TakenBack"/>) is served if the token is good again by the time the
/// grant would be ended for it. One whose first try is not even given up by then is a theft like any other: nobody could tell the two apart.
/// </remarks>
internal sealed class RefusedRefreshes(Grants grants, GrantRedemption redemption, RefreshRepeats repeats, TokenAudiences audiences, TheftNotice notice)
{
    /// <returns>The error, or, within the time that the client is given for repeats, another successor.</returns>
    public async Task<Parsed<Refreshed>> LookAsync(RefreshTokenGrant request, TokenDemand demand, CancellationToken ct)
    {
        if (await grants.FindRefreshTokenAsync(request.RefreshToken, demand.Client, CancellationToken.None) is not { } known)
        {
            return ProtocolError.InvalidGrant("the refresh token is unknown or of another client");
        }

        var broken = FirstBroken(request, demand, known);
        if (known.IsSpent)
        {
            if (broken is null && await repeats.RepeatAsync(request.RefreshToken, demand, ct) is { } repeated)
            {
                return repeated;
            }

            if (await IsTheftAsync(request.RefreshToken, demand.Client))
            {
                return ProtocolError.InvalidGrant("the refresh token was used before");
            }
        }

        return broken is null ? await OnceMoreAsync(request, demand, ct) : broken;
    }

    // Either the client or a thief has the successor, and nobody can tell which: the whole family ends (RFC 9700 §4.14.2), whether whoever
    // brought the token waits for the answer or not.
    private async Task<bool> IsTheftAsync(string token, Client client)
    {
        if (await grants.EndForReuseOfTokenAsync(token, CancellationToken.None) is not { } ended)
        {
            return false;
        }

        // Only now: a letter that cannot be written must not keep a theft from being stopped.
        await notice.TellAsync(ended, client, CancellationToken.None);
        return true;
    }

    // Nothing is wrong with it by now: it was taken back a moment ago, or it is expired or its grant has ended, which the statement finds again.
    private async Task<Parsed<Refreshed>> OnceMoreAsync(RefreshTokenGrant request, TokenDemand demand, CancellationToken ct) =>
        (await redemption.RefreshAsync(request.RefreshToken, demand with { IsSecondTry = true }, ct)).Value is { } refreshed
            ? refreshed
            : ProtocolError.InvalidGrant("the refresh token is expired, or its grant has ended");

    private ProtocolError? FirstBroken(RefreshTokenGrant request, TokenDemand demand, RefreshTokenState known)
    {
        var scope = Scope.Of(known.Scopes);
        return request.Narrow(scope).IsBroken(out var error, out _)
            || audiences.Within(known.Resources, scope, demand.Client, request.Resources).IsBroken(out error, out _)
            ? error
            : DpopBinding.OfRefresh(demand.Client, known.DpopKey, demand.Proof?.KeyThumbprint);
    }
}
