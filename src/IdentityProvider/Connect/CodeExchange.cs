using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Storage;

namespace IdentityProvider.Connect;

/// <summary>grant_type=authorization_code (RFC 6749 §4.1.3). Two round trips: the code is spent, then what it gave is stored.</summary>
internal sealed class CodeExchange(GrantRedemption redemption, Grants grants, TokenIssuer issuer, AuditLog audit, IdpDbContext db) : IGrantExchange
{
    public GrantType Grant => GrantType.AuthorizationCode;

    public async Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct)
    {
        var (_, form, client) = call;
        if (AuthorizationCodeGrant.Parse(form).IsBroken(out var error, out var request))
        {
            return error;
        }

        if (await redemption.RedeemAsync(request.Code, client, ct) is not { } code)
        {
            return await RefuseAsync(request, client, ct);
        }

        // The code is spent by now, whatever comes of it: a verifier can be guessed at once, not often.
        if (request.FirstBroken(new IssuedCode(code.RedirectUri, code.CodeChallenge)) is { } broken)
        {
            return broken;
        }

        var grant = code.Grant;
        var refreshToken = grants.FirstRefreshToken(grant, client);
        audit.Record(new TokenIssued(grant.Id), grant.UserId, grant.Authentication.Clinic?.ClinicId, client.Id, sessionId: grant.Authentication.SessionId);
        await db.SaveInOneTripAsync(ct);
        return await issuer.IssueAsync(grant, client, grant.Scope, code.Nonce, refreshToken, ct);
    }

    // RFC 6749 §4.1.2: a code that comes twice was stolen by one of the two, so what it gave is taken back.
    private async Task<ProtocolError> RefuseAsync(AuthorizationCodeGrant request, Client client, CancellationToken ct)
    {
        if (await grants.FindRedeemedCodeAsync(request.Code, client, ct) is { } grantId)
        {
            await grants.EndAsync(grantId, GrantEnd.CodeReused, ct);
            await db.SaveChangesAsync(ct);
        }

        return ProtocolError.InvalidGrant("the code is unknown, expired, used or of another client");
    }
}
