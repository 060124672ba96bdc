using IdentityProvider.Access;
using IdentityProvider.Keys;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>POST /connect/revocation: a client hands back a token it no longer needs (RFC 7009).</summary>
internal static class Revoke
{
    public static async Task<IResult> HandleAsync(
        HttpRequest request, ClientAuthentication authentication, RevocableGrants revocable, Grants grants, IdpDbContext db, CancellationToken ct)
    {
        if ((await ProtocolForm.OfBodyAsync(request, ct)).IsBroken(out var error, out var form)
            || (await authentication.AuthenticateAsync(request, form, ct)).IsBroken(out error, out var client))
        {
            return ProtocolResults.Error(error);
        }

        if ((form.FirstBroken("token") ?? (form["token"] is null ? ProtocolError.InvalidRequest("token is missing") : null)) is { } broken)
        {
            return ProtocolResults.Error(broken);
        }

        // RFC 7009 §2.2: an unknown token is a success. The client asked for it to be dead, and it is. Another client's token is
        // unknown to this one, so nobody learns by asking which tokens there are.
        if (await revocable.FindAsync(form["token"]!, client, ct) is { } grantId)
        {
            await grants.EndAsync(grantId, GrantEnd.RevokedByClient, ct);
            await db.SaveChangesAsync(ct);
        }

        return Results.Ok();
    }
}

/// <summary>Finds the grant behind a token of either kind. token_type_hint is not needed: the two look nothing alike (RFC 7009 §2.1).</summary>
internal sealed class RevocableGrants(Grants grants, TokenSigner signer, IOptions<ServerOptions> server)
{
    public async Task<Guid?> FindAsync(string token, Client client, CancellationToken ct)
    {
        if (await grants.FindRefreshTokenAsync(token, client, ct) is { } refresh)
        {
            return refresh.GrantId;
        }

        // A self-contained token cannot be called back alone; its grant can, and userinfo and refresh end with it.
        var access = await signer.ReadAsync(token, server.Value.Issuer, AccessToken.Type, evenExpired: true, ct);
        return access is not null
            && access.TryGetPayloadValue<string>("client_id", out var owner) && owner == client.Id
            && access.TryGetPayloadValue<string>(AccessToken.GrantClaim, out var claim) && Guid.TryParse(claim, out var grantId)
                ? grantId
                : null;
    }
}
