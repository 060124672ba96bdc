using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>grant_type=authorization_code (RFC 6749 §4.1.3). One round trip: the code is spent, and what it gives is stored with that.</summary>
internal sealed class CodeExchange(
    GrantRedemption redemption, Grants grants, TokenAudiences audiences, TokenIssuer issuer, AuditLog audit) : IGrantExchange
{
    public GrantType Grant => GrantType.AuthorizationCode;

    public bool UsesUpProof => true;

    public async Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct)
    {
        if (AuthorizationCodeGrant.Parse(call.Form).IsBroken(out var error, out var request))
        {
            return error;
        }

        var redeemed = await redemption.RedeemAsync(request.Code, call.Client, call.Proof, ct);
        if (redeemed.Value is not { } code)
        {
            return redeemed.ProofWasUsed ? Token.RepeatedProof : await RefuseAsync(request, call.Client, ct);
        }

        // The code is spent by now, whatever comes of it: a verifier can be guessed at once, not often.
        if ((request.FirstBroken(new IssuedCode(code.RedirectUri, code.CodeChallenge))
            ?? DpopBinding.OfCode(code.DpopKey, call.Proof?.KeyThumbprint)) is { } broken)
        {
            return broken;
        }

        var grant = code.Grant;
        if (audiences.Within(grant, call.Client, request.Resources).IsBroken(out error, out var audience))
        {
            return error;
        }

        await audit.RecordSoonAsync(
            new TokenIssued(grant.Id), grant.UserId, grant.Authentication.Clinic?.ClinicId, call.Client.Id, grant.Authentication.SessionId, ct);
        return await issuer.IssueAsync(
            new TokenOrder(call.Client, grant.Scope, audience) { Grant = grant, Proof = call.Proof, Nonce = code.Nonce, RefreshToken = code.RefreshToken }, ct);
    }

    // RFC 6749 §4.1.2: a code that comes twice was stolen by one of the two, so what it gave is taken back.
    private async Task<ProtocolError> RefuseAsync(AuthorizationCodeGrant request, Client client, CancellationToken ct)
    {
        if (await grants.FindRedeemedCodeAsync(request.Code, client, ct) is { } grantId)
        {
            await grants.EndNowAsync(grantId, GrantEnd.CodeReused, alsoAsync: null, ct);
        }

        return ProtocolError.InvalidGrant("the code is unknown, expired, used or of another client");
    }
}
