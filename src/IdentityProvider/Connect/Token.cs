using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>POST /connect/token: a client exchanges a code or a refresh token for tokens (RFC 6749 §3.2).</summary>
internal static class Token
{
    public static async Task<IResult> HandleAsync(
        HttpRequest request, ClientAuthentication authentication, CodeExchange codes, RefreshExchange refreshes, CancellationToken ct)
    {
        if ((await ProtocolForm.OfBodyAsync(request, ct)).IsBroken(out var error, out var form)
            || (await authentication.AuthenticateAsync(request, form, ct)).IsBroken(out error, out var client))
        {
            return ProtocolResults.Error(error);
        }

        if (form.FirstBroken("grant_type") is { } repeated)
        {
            return ProtocolResults.Error(repeated);
        }

        var answer = form["grant_type"] switch
        {
            AuthorizationCodeGrant.Name => await codes.ExchangeAsync(form, client, ct),
            RefreshTokenGrant.Name => await refreshes.ExchangeAsync(form, client, ct),
            null => ProtocolError.InvalidRequest("grant_type is missing"),
            _ => ProtocolError.UnsupportedGrantType("grant_type must be authorization_code or refresh_token"),
        };
        return answer.IsBroken(out error, out var tokens) ? ProtocolResults.Error(error) : ProtocolResults.Json(tokens.Body);
    }
}
