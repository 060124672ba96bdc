using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>grant_type=refresh_token (RFC 6749 §6, RFC 9700 §4.14): each token is good once and brings its successor. One round trip.</summary>
internal sealed class RefreshExchange(
    GrantRedemption redemption, RefusedRefreshes refused, Grants grants, TokenAudiences audiences, TokenIssuer issuer, AuditLog audit) : IGrantExchange
{
    public GrantType Grant => GrantType.RefreshToken;

    public bool UsesUpProof => true;

    public async Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct)
    {
        if (RefreshTokenGrant.Parse(call.Form).IsBroken(out var error, out var request))
        {
            return error;
        }

        var demand = new RefreshDemand(call.Client, request.Scope, request.Resources, audiences.DefaultsOf(call.Client), call.Proof);
        var outcome = await redemption.RefreshAsync(request.RefreshToken, demand, ct);
        if (outcome.ProofWasUsed)
        {
            return Token.RepeatedProof;
        }

        Parsed<Refreshed> refreshed = outcome.Value is { } good ? good : await refused.LookAsync(request, demand, ct);
        return refreshed.IsBroken(out error, out var next) ? error : await IssueAsync(call, request, next, ct);
    }

    private async Task<Parsed<IssuedTokens>> IssueAsync(TokenCall call, RefreshTokenGrant request, Refreshed next, CancellationToken ct)
    {
        var grant = next.Grant;
        if (!grant.MeetsPolicy())
        {
            await grants.EndNowAsync(grant.Id, GrantEnd.PolicyTightened, alsoAsync: null, ct);
            return ProtocolError.InvalidGrant("the clinic asks for a new sign-in");
        }

        var scope = request.Scope ?? grant.Scope;
        if (audiences.Within(grant, call.Client, request.Resources).IsBroken(out var error, out var audience))
        {
            return error;
        }

        await audit.RecordSoonAsync(
            new TokenRefreshed(grant.Id), grant.UserId, grant.Authentication.Clinic?.ClinicId, call.Client.Id, grant.Authentication.SessionId, ct);
        return await issuer.IssueAsync(new TokenOrder(call.Client, scope, audience) { Grant = grant, Proof = call.Proof, RefreshToken = next.Successor }, ct);
    }
}
