using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>grant_type=refresh_token (RFC 6749 §6, RFC 9700 §4.14): each token is good once and brings its successor. One round trip.</summary>
internal sealed class RefreshExchange(
    GrantRedemption redemption, Unspending unspending, RefusedRefreshes refused, Grants grants, TokenAudiences audiences, TokenIssuer issuer) : IGrantExchange
{
    /// <summary>Why there are no tokens for a grant that stood until now.</summary>
    public static readonly ProtocolError PolicyTightened = ProtocolError.InvalidGrant("the clinic asks for a new sign-in");

    public GrantType Grant => GrantType.RefreshToken;

    public bool UsesUpProof => true;

    public async Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct)
    {
        if (RefreshTokenGrant.Parse(call.Form).IsBroken(out var error, out var request))
        {
            return error;
        }

        using var tools = await issuer.PrepareAsync(call.Client, ofUser: true, ct);
        var demand = new TokenDemand(call.Client, request.Scope, request.Resources, audiences.DefaultsOf(call.Client), call.Proof) { Reference = tools.Reference };
        var outcome = await redemption.RefreshAsync(request.RefreshToken, demand, ct);
        if (outcome.ProofWasUsed)
        {
            return Token.RepeatedProof;
        }

        Parsed<Refreshed> refreshed = outcome.Value is { } good ? good : await refused.LookAsync(request, demand, ct);
        if (refreshed.IsBroken(out error, out var next))
        {
            return error;
        }

        var given = new Given(next.Successor, tools.Reference);
        return await TakenBack.UnlessAnsweredAsync(
            () => IssueAsync(call, request, next, tools, ct), () => unspending.RefreshTokenAsync(request.RefreshToken, given));
    }

    private async Task<Parsed<IssuedTokens>> IssueAsync(TokenCall call, RefreshTokenGrant request, Refreshed next, TokenTools tools, CancellationToken gone)
    {
        var grant = next.Grant;
        if (!await grants.MeetPolicyAsync(grant))
        {
            return PolicyTightened;
        }

        if (audiences.Within(grant, call.Client, request.Resources).IsBroken(out var error, out var audience))
        {
            // The statement that spent the token asked the same (GivenTokens.IsForOneTarget). Should they ever differ, nothing is spent for it.
            await unspending.RefreshTokenAsync(request.RefreshToken, new Given(next.Successor, tools.Reference));
            return error;
        }

        var order = new TokenOrder(call.Client, request.Scope ?? grant.Scope, audience) { Grant = grant, Proof = call.Proof, RefreshToken = next.Successor };
        return issuer.Issue(order, tools, new TokenRefreshed(grant.Id), gone);
    }
}
