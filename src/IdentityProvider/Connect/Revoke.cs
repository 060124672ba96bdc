using IdentityProvider.Access;
using IdentityProvider.Keys;
using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>POST /connect/revocation: a client hands back a token it no longer needs (RFC 7009).</summary>
internal static class Revoke
{
    public static async Task<IResult> HandleAsync(HttpRequest request, ClientAuthentication authentication, Revocation revocation, CancellationToken ct)
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
        await revocation.EndAsync(form["token"]!, client, ct);
        return Results.Ok();
    }
}

/// <summary>Ends what a token of any kind stands for. token_type_hint is not needed: no two kinds look alike (RFC 7009 §2.1).</summary>
internal sealed class Revocation(Grants grants, TokenRevocation single, TokenSigner signer, IOptions<ServerOptions> server)
{
    public async Task EndAsync(string token, Client client, CancellationToken ct)
    {
        if (token.StartsWith(AccessTokens.ReferencePrefix, StringComparison.Ordinal))
        {
            await single.EndReferenceAsync(token, client, ct);
        }
        else if (await grants.FindRefreshTokenAsync(token, client, ct) is { } refresh)
        {
            await grants.EndNowAsync(refresh.GrantId, GrantEnd.RevokedByClient, ct);
        }
        else
        {
            await EndJwtAsync(token, client, ct);
        }
    }

    // A self-contained token cannot be called back alone; its grant can, and userinfo, introspection and refresh end with it.
    private async Task EndJwtAsync(string token, Client client, CancellationToken ct)
    {
        var access = await signer.ReadAsync(token, server.Value.Issuer, AccessToken.Type, evenExpired: true, ct);
        if (access is null || !access.TryGetPayloadValue<string>("client_id", out var owner) || owner != client.Id)
        {
            return;
        }

        if (access.TryGetPayloadValue<string>(AccessToken.GrantClaim, out var claim) && Guid.TryParse(claim, out var grantId))
        {
            await grants.EndNowAsync(grantId, GrantEnd.RevokedByClient, ct);
        }
        else if (Guid.TryParse(access.Id, out var tokenId))
        {
            await single.EndSelfContainedAsync(tokenId, client, new DateTimeOffset(access.ValidTo, TimeSpan.Zero), ct);
        }
    }
}
