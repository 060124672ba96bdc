using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>POST /connect/token: a client exchanges what it was given for tokens (RFC 6749 §3.2).</summary>
internal static class Token
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, ClientAuthentication authentication, IEnumerable<IGrantExchange> exchanges, CancellationToken ct)
    {
        if ((await ProtocolForm.OfBodyAsync(http.Request, ct)).IsBroken(out var error, out var form)
            || (await authentication.AuthenticateAsync(http.Request, form, ct)).IsBroken(out error, out var client)
            || Choose(form, client, exchanges).IsBroken(out error, out var exchange))
        {
            return ProtocolResults.Error(error);
        }

        return (await exchange.ExchangeAsync(new TokenCall(http, form, client), ct)).IsBroken(out error, out var tokens)
            ? ProtocolResults.Error(error)
            : ProtocolResults.Json(tokens.Body);
    }

    private static Parsed<ExchangeChoice> Choose(RequestParameters form, Client client, IEnumerable<IGrantExchange> exchanges)
    {
        if (form.FirstBroken("grant_type") is { } broken)
        {
            return broken;
        }

        if (form["grant_type"] is not { } name)
        {
            return ProtocolError.InvalidRequest("grant_type is missing");
        }

        if (exchanges.FirstOrDefault(known => known.Grant == GrantTypes.Find(name)) is not { } exchange)
        {
            return ProtocolError.UnsupportedGrantType("grant_type is not one of grant_types_supported");
        }

        return client.GrantTypes.Contains(exchange.Grant)
            ? new ExchangeChoice(exchange)
            : ProtocolError.UnauthorizedClient("the client is not registered for this grant_type");
    }

    // C# has no user-defined conversions from interfaces, so Parsed cannot hold the exchange itself.
    private sealed record ExchangeChoice(IGrantExchange Exchange)
    {
        public Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, CancellationToken ct) => Exchange.ExchangeAsync(call, ct);
    }
}
