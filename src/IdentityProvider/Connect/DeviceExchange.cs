using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Storage;

namespace IdentityProvider.Connect;

/// <summary>grant_type=urn:ietf:params:oauth:grant-type:device_code (RFC 8628 §3.4). Two round trips, whether there is an answer yet or not.</summary>
internal sealed class DeviceExchange(DeviceRedemption redemption, Grants grants, TokenIssuer issuer, AuditLog audit, IdpDbContext db) : IGrantExchange
{
    public GrantType Grant => GrantType.DeviceCode;

    public async Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct)
    {
        if (DeviceCodeGrant.Parse(call.Form).IsBroken(out var error, out var request))
        {
            return error;
        }

        if (await redemption.RedeemAsync(request.DeviceCode, call.Client, ct) is not { } grant)
        {
            return await redemption.WhyNotAsync(request.DeviceCode, call.Client, ct);
        }

        var refreshToken = grants.FirstRefreshToken(grant, call.Client);
        audit.Record(new TokenIssued(grant.Id), grant.UserId, grant.Authentication.Clinic?.ClinicId, call.Client.Id, sessionId: grant.Authentication.SessionId);
        await db.SaveInOneTripAsync(ct);
        return await issuer.IssueAsync(grant, call.Client, grant.Scope, nonce: null, refreshToken, ct);
    }
}
