using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Storage;

namespace IdentityProvider.Connect;

/// <summary>grant_type=urn:ietf:params:oauth:grant-type:device_code (RFC 8628 §3.4). Two round trips, whether there is an answer yet or not.</summary>
internal sealed class DeviceExchange(
    DeviceRedemption redemption, Grants grants, TokenAudiences audiences, TokenIssuer issuer, AuditLog audit, IdpDbContext db) : IGrantExchange
{
    public GrantType Grant => GrantType.DeviceCode;

    public async Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct)
    {
        var client = call.Client;
        if (DeviceCodeGrant.Parse(call.Form).IsBroken(out var error, out var request))
        {
            return error;
        }

        if (await redemption.RedeemAsync(request.DeviceCode, client, call.Proof?.KeyThumbprint, ct) is not { } grant)
        {
            return await redemption.WhyNotAsync(request.DeviceCode, client, ct);
        }

        if (audiences.Within(grant, client, TargetResources.None).IsBroken(out error, out var audience))
        {
            return error;
        }

        var refreshToken = grants.FirstRefreshToken(grant, client);
        await db.SaveInOneTripAsync(ct);
        await audit.RecordSoonAsync(new TokenIssued(grant.Id), grant.UserId, grant.Authentication.Clinic?.ClinicId, client.Id, grant.Authentication.SessionId, ct);
        return await issuer.IssueAsync(new TokenOrder(client, grant.Scope, audience) { Grant = grant, Proof = call.Proof, RefreshToken = refreshToken }, ct);
    }
}
