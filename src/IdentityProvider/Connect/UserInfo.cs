using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Keys;
using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>/connect/userinfo: who the user of an access token is (OpenID Connect Core §5.3). It ends with the grant, not with the token's time.</summary>
internal static class UserInfo
{
    private const string Bearer = "Bearer ";

    public static async Task<IResult> HandleAsync(
        HttpContext http, TokenSigner signer, GrantRedemption grants, RegisteredClients clients, IOptions<ServerOptions> server, CancellationToken ct)
    {
        if ((await TokenOfAsync(http.Request, ct)).IsBroken(out var error, out var sent))
        {
            return ProtocolResults.BearerError(error);
        }

        if (sent.Value is not { } token)
        {
            return ProtocolResults.BearerError(error: null);
        }

        var access = await signer.ReadAsync(token, server.Value.Issuer, AccessToken.Type, evenExpired: false, ct);
        if (access is null || !access.TryGetPayloadValue<string>(AccessToken.GrantClaim, out var claim) || !Guid.TryParse(claim, out var grantId)
            || await grants.FindAsync(grantId, ct) is not { } grant)
        {
            return ProtocolResults.BearerError(ProtocolError.InvalidToken("the access token is malformed, expired or revoked"));
        }

        if (await clients.FindAsync(grant.ClientId, ct) is { } client)
        {
            Cors.Allow(http, client);
        }

        // The token's own scope, not the grant's: it may have been narrowed.
        var scope = Scope.Parse(access.GetPayloadValue<string>("scope"))!;
        return scope.Contains(Scope.OpenId)
            ? ProtocolResults.Json(UserInfoResponse.For(grant.User, scope, grant.Authentication.Clinic, grant.Authentication.Launch))
            : ProtocolResults.BearerError(ProtocolError.InsufficientScope("the access token lacks the scope openid"));
    }

    private sealed record SentToken(string? Value);

    // RFC 6750 §2: in the header, or in the form of a POST, never both. The query (§2.3) would end in logs, so it does not count.
    private static async Task<Parsed<SentToken>> TokenOfAsync(HttpRequest request, CancellationToken ct)
    {
        string? header = request.Headers.Authorization;
        var inHeader = header?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true ? header[Bearer.Length..].Trim() : null;
        if (!request.HasFormContentType)
        {
            return new SentToken(inHeader);
        }

        if ((await ProtocolForm.OfBodyAsync(request, ct)).IsBroken(out var error, out var form))
        {
            return error;
        }

        return form.FirstBroken("access_token") is { } broken ? broken
            : (inHeader, form["access_token"]) is (not null, not null) ? ProtocolError.InvalidRequest("send the access token once")
            : new SentToken(inHeader ?? form["access_token"]);
    }
}
