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
        if (redeemed.Value is not { } code)
        {
            return redeemed.ProofWasUsed ? Token.RepeatedProof : await RefuseAsync(request, call.Client);
        }

        // The code is spent by now, whatever comes of it: a verifier can be guessed at once, not often.
        if ((request.FirstBroken(new IssuedCode(code.RedirectUri, code.CodeChallenge))
            ?? DpopBinding.OfCode(code.DpopKey, call.Proof?.KeyThumbprint)) is { } broken)
        {
            return broken;
        }

        var given = new Given(code.RefreshToken, tools.Reference);
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
            () => Task.FromResult(issuer.Issue(order, tools, new TokenIssued(code.Grant.Id))), () => unspending.CodeAsync(request.Code, given), ct);
    }

    // RFC 6749 §4.1.2: a code that comes twice was stolen by one of the two, so what it gave is taken back. Whether they wait for the answer or not.
    private async Task<ProtocolError> RefuseAsync(AuthorizationCodeGrant request, Client client)
    {
        if (await grants.FindRedeemedCodeAsync(request.Code, client, CancellationToken.None) is { } grantId)
        {
            await grants.EndNowAsync(grantId, GrantEnd.CodeReused, alsoAsync: null, CancellationToken.None);
        }

        return ProtocolError.InvalidGrant("the code is unknown, expired, used or of another client");
    }
}
