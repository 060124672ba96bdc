using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>grant_type=authorization_code (RFC 6749 §4.1.3). One round trip: the code is spent, and what it gives is stored with that.</summary>
internal sealed class CodeExchange(
    GrantRedemption redemption, Unspending unspending, Grants grants, TokenAudiences audiences, TokenIssuer issuer) : IGrantExchange
{
    public GrantType Grant => GrantType.AuthorizationCode;

    public bool UsesUpProof => true;

    public async Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct)
    {
        if (AuthorizationCodeGrant.Parse(call.Form).IsBroken(out var error, out var request))
        {
            return error;
        }

        using var tools = await issuer.PrepareAsync(call.Client, ofUser: true, ct);
        var demand = new TokenDemand(call.Client, Scope: null, request.Resources, audiences.DefaultsOf(call.Client), call.Proof) { Reference = tools.Reference };
        var redeemed = await redemption.RedeemAsync(request.Code, demand, ct);
        if (redeemed.ProofWasUsed)
        {
            return Token.RepeatedProof;
        }

        Parsed<RedeemedCode> found = redeemed.Value is { } good ? good : await LookAsync(request, demand, ct);
        if (found.IsBroken(out error, out var code))
        {
            return error;
        }

        // The code is spent by now, whatever comes of it: a verifier can be guessed at once, not often.
        if ((request.FirstBroken(new IssuedCode(code.RedirectUri, code.CodeChallenge))
            ?? DpopBinding.OfCode(code.DpopKey, call.Proof?.KeyThumbprint)) is { } broken)
        {
            return broken;
        }

        if (!await grants.MeetPolicyAsync(code.Grant))
        {
            return RefreshExchange.PolicyTightened;
        }

        var given = new Given(code.RefreshToken, tools.Reference) { RedeemedAt = code.At };
        if (audiences.Within(code.Grant, call.Client, request.Resources).IsBroken(out error, out var audience))
        {
            // The client names another resource and comes again: it has shown that the code is its own.
            await unspending.CodeAsync(request.Code, given);
            return error;
        }

        var order = new TokenOrder(call.Client, code.Grant.Scope, audience)
        {
            Grant = code.Grant,
            Proof = call.Proof,
            Nonce = code.Nonce,
            RefreshToken = code.RefreshToken,
        };
        return await TakenBack.UnlessAnsweredAsync(
            () => Task.FromResult(issuer.Issue(order, tools, new TokenIssued(code.Grant.Id), gone: ct)), () => unspending.CodeAsync(request.Code, given));
    }

    // RFC 6749 §4.1.2: a code that comes twice was stolen by one of the two, so what it gave is taken back. Whether they wait for the answer or not.
    private async Task<Parsed<RedeemedCode>> LookAsync(AuthorizationCodeGrant request, TokenDemand demand, CancellationToken ct)
    {
        var known = await grants.FindCodeAsync(request.Code, demand.Client, CancellationToken.None);
        var isStolen = known is { IsRedeemed: true } && await grants.EndForReuseOfCodeAsync(request.Code, CancellationToken.None) is not null;

        // One that is not redeemed may have been until a moment ago, for somebody who hung up (TakenBack): this is their next try.
        return known is not null && !isStolen && (await redemption.RedeemAsync(request.Code, demand with { IsSecondTry = true }, ct)).Value is { } code
            ? code
            : ProtocolError.InvalidGrant("the code is unknown, expired, used or of another client");
    }
}
