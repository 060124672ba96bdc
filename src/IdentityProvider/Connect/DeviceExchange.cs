using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>grant_type=urn:ietf:params:oauth:grant-type:device_code (RFC 8628 §3.4). One round trip, whether there is an answer yet or not.</summary>
internal sealed class DeviceExchange(
    DeviceRedemption redemption, Unspending unspending, Grants grants, TokenAudiences audiences, TokenIssuer issuer) : IGrantExchange
{
    public GrantType Grant => GrantType.DeviceCode;

    public bool UsesUpProof => true;

    public async Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct)
    {
        if (DeviceCodeGrant.Parse(call.Form).IsBroken(out var error, out var request))
        {
            return error;
        }

        using var tools = await issuer.PrepareAsync(call.Client, ofUser: true, ct);
        var demand = new TokenDemand(call.Client, Scope: null, TargetResources.None, audiences.DefaultsOf(call.Client), call.Proof) { Reference = tools.Reference };
        var answer = await redemption.RedeemAsync(request.DeviceCode, demand, ct);
        if (answer.Grant is not { } grant)
        {
            return answer.WhyNot ?? Token.RepeatedProof;
        }

        if (!await grants.MeetPolicyAsync(grant))
        {
            return RefreshExchange.PolicyTightened;
        }

        var given = new Given(answer.RefreshToken, tools.Reference) { RedeemedAt = answer.RedeemedAt };
        return await TakenBack.UnlessAnsweredAsync(
            () => Task.FromResult(Issue(call, grant, answer.RefreshToken, tools, ct)), () => unspending.DeviceCodeAsync(request.DeviceCode, given));
    }

    private Parsed<IssuedTokens> Issue(TokenCall call, StandingGrant grant, string? refreshToken, TokenTools tools, CancellationToken gone)
    {
        if (audiences.Within(grant, call.Client, TargetResources.None).IsBroken(out var error, out var audience))
        {
            return error;
        }

        var order = new TokenOrder(call.Client, grant.Scope, audience) { Grant = grant, Proof = call.Proof, RefreshToken = refreshToken };
        return issuer.Issue(order, tools, new TokenIssued(grant.Id), gone);
    }
}
