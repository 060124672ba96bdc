using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Storage;

namespace IdentityProvider.Connect;

/// <summary>grant_type=refresh_token (RFC 6749 §6, RFC 9700 §4.14): each token is good once and brings its successor.</summary>
internal sealed class RefreshExchange(GrantRedemption redemption, Grants grants, TokenIssuer issuer, AuditLog audit, IdpDbContext db) : IGrantExchange
{
    public GrantType Grant => GrantType.RefreshToken;

    public async Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct)
    {
        var (_, form, client) = call;
        if (RefreshTokenGrant.Parse(form).IsBroken(out var error, out var request))
        {
            return error;
        }

        if (await redemption.RefreshAsync(request.RefreshToken, client, request.Scope, ct) is not { } refreshed)
        {
            return await RefuseAsync(request, client, ct);
        }

        var (grant, successor) = refreshed;
        if (!grant.MeetsPolicy())
        {
            await grants.EndAsync(grant.Id, GrantEnd.PolicyTightened, ct);
            await db.SaveChangesAsync(ct);
            return ProtocolError.InvalidGrant("the clinic asks for a new sign-in");
        }

        audit.Record(new TokenRefreshed(grant.Id), grant.UserId, grant.Authentication.Clinic?.ClinicId, client.Id, sessionId: grant.Authentication.SessionId);
        await db.SaveInOneTripAsync(ct);
        return await issuer.IssueAsync(grant, client, request.Scope ?? grant.Scope, nonce: null, successor, ct);
    }

    private async Task<ProtocolError> RefuseAsync(RefreshTokenGrant request, Client client, CancellationToken ct)
    {
        if (await grants.FindRefreshTokenAsync(request.RefreshToken, client, ct) is not { } known)
        {
            return ProtocolError.InvalidGrant("the refresh token is unknown or of another client");
        }

        if (known.IsSpent)
        {
            // Either the client or a thief has the successor, and nobody can tell which: the whole family ends (RFC 9700 §4.14.2).
            await grants.EndAsync(known.GrantId, GrantEnd.RefreshTokenReused, ct);
            await db.SaveChangesAsync(ct);
            return ProtocolError.InvalidGrant("the refresh token was used before");
        }

        return request.Narrow(Scope.Of(known.Scopes)).IsBroken(out var tooWide, out _)
            ? tooWide
            : ProtocolError.InvalidGrant("the refresh token is expired, or its grant has ended");
    }
}
