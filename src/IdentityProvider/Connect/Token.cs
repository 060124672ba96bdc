using IdentityProvider.Limits;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Connect;

/// <summary>POST /connect/token: a client exchanges what it was given for tokens (RFC 6749 §3.2).</summary>
internal static class Token
{
    /// <summary>A proof that came before was copied on its way (RFC 9449 §11.1).</summary>
    public static readonly ProtocolError RepeatedProof = ProtocolError.InvalidDpopProof("the proof was used before");

    public static async Task<IResult> HandleAsync(
        HttpContext http, ClientAuthentication authentication, DpopProofs proofs, IEnumerable<IGrantExchange> exchanges, UsedOnce once, CancellationToken ct)
    {
        if ((await ProtocolForm.OfBodyAsync(http.Request, ct)).IsBroken(out var error, out var form)
            || (await authentication.AuthenticateAsync(http.Request, form, ct)).IsBroken(out error, out var client)
            || Choose(form, client, exchanges).IsBroken(out error, out var exchange)
            || proofs.Read(http, accessToken: null).IsBroken(out error, out var shown))
        {
            return ProtocolResults.Error(error);
        }

        var call = new TokenCall(http, form, client) { Proof = shown.Proof };
        return (await exchange.ExchangeAsync(call, once, ct)).IsBroken(out error, out var tokens)
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
        public async Task<Parsed<IssuedTokens>> ExchangeAsync(TokenCall call, UsedOnce once, CancellationToken ct)
        {
            if (DpopBinding.OfClient(call.Client, call.Proof) is { } unbound)
            {
                return unbound;
            }

            return call.Proof is { } proof && !Exchange.UsesUpProof && !await once.TryUseAsync(UsedOnce.DpopProofs, proof.UsedOnceAs, proof.ForgottenAt, ct)
                ? RepeatedProof
                : await Exchange.ExchangeAsync(call, ct);
        }
    }
}
