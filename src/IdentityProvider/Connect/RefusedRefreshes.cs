using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>Finds out why a refresh token was not spent: the client's mistake, its bad network, or a theft.</summary>
internal sealed class RefusedRefreshes(Grants grants, RefreshRepeats repeats, TheftNotice notice)
{
    /// <returns>The error, or, within the time that the client is given for repeats, another successor.</returns>
    public async Task<Parsed<Refreshed>> LookAsync(RefreshTokenGrant request, RefreshDemand demand, CancellationToken ct)
    {
        if (await grants.FindRefreshTokenAsync(request.RefreshToken, demand.Client, ct) is not { } known)
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

        // Either the client or a thief has the successor, and nobody can tell which: the whole family ends (RFC 9700 §4.14.2).
        await grants.EndNowAsync(known.GrantId, GrantEnd.RefreshTokenReused, grant => notice.TellAsync(grant, demand.Client, ct), ct);
        return ProtocolError.InvalidGrant("the refresh token was used before");
    }

    private static ProtocolError? FirstBroken(RefreshTokenGrant request, RefreshDemand demand, RefreshTokenState known)
    {
        var scope = Scope.Of(known.Scopes);
        var granted = known.Resources.Count > 0 ? TargetResources.Of(known.Resources) : demand.Defaults.Of(scope);
        return request.Narrow(scope).IsBroken(out var error, out _) || request.Resources.Within(granted).IsBroken(out error, out _)
            ? error
            : DpopBinding.OfRefresh(demand.Client, known.DpopKey, demand.Proof?.KeyThumbprint);
    }
}
