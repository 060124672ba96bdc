using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Connect;

/// <summary>An access token as a request carries it (RFC 6750 §2, RFC 9449 §7.1), not yet believed.</summary>
/// <param name="IsProven">Whether it came with the scheme DPoP.</param>
internal sealed record SentToken(string? Value, bool IsProven);

/// <summary>What came of a request that needs an access token: the token, or the answer to give instead.</summary>
internal sealed record PresentedToken(LiveToken? Token, IResult? Refusal);

/// <summary>Takes the access token of a request to one of our own protected resources, and the proof that it needs when it is bound to a key.</summary>
internal sealed class PresentedTokens(LiveTokens tokens, DpopProofs proofs, IOptions<ServerOptions> server)
{
    private const string Bearer = "Bearer ";
    private const string Dpop = "DPoP ";

    /// <summary>Whether the Authorization header presents an access token, and not a client's own credentials.</summary>
    public static bool IsIn(string? authorization) =>
        authorization is not null && (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || authorization.StartsWith(Dpop, StringComparison.OrdinalIgnoreCase));

    public async Task<PresentedToken> TakeAsync(HttpContext http, CancellationToken ct)
    {
        if ((await SentIn(http.Request, ct)).IsBroken(out var error, out var sent))
        {
            return Refuse(error, isProven: false);
        }

        if (sent.Value is not { } token)
        {
            return Refuse(error: null, isProven: false);
        }

        // A proof beside a bearer token changes nothing (RFC 9449 §7.2): it is the scheme that says what is meant.
        DpopProof? proof = null;
        if (sent.IsProven)
        {
            if (proofs.Read(http, token).IsBroken(out error, out var shown))
            {
                return Refuse(error, isProven: true);
            }

            if ((proof = shown.Proof) is null)
            {
                return Refuse(ProtocolError.InvalidDpopProof("the DPoP header is missing"), isProven: true);
            }
        }

        var (live, proofWasUsed) = await tokens.FindAsync(token, proof, ct);
        return proofWasUsed ? Refuse(Token.RepeatedProof, isProven: true)
            : live is null ? Refuse(ProtocolError.InvalidToken("the access token is malformed, expired or revoked"), sent.IsProven)

            // Also a bound token without proof, and one that is not bound with (RFC 9449 §7.1, §7.2).
            : live.KeyThumbprint != proof?.KeyThumbprint ? Refuse(ProtocolError.InvalidToken("the access token is not bound to the key of the proof"), isProven: true)
            : new PresentedToken(live, Refusal: null);
    }

    /// <summary>
    /// The same for what a client does in its own name: only a token that it got for itself, and for us. A user's token was shown to APIs,
    /// and would be its own credential.
    /// </summary>
    public async Task<PresentedToken> TakeOwnAsync(HttpContext http, CancellationToken ct)
    {
        var presented = await TakeAsync(http, ct);
        return presented.Token is { } token && (token.Grant is not null || !token.Audience.Uris.Contains(server.Value.Issuer))
            ? new PresentedToken(Token: null, ProtocolResults.ResourceError(ProtocolError.InvalidToken("a client's own token for this server is needed"), token))
            : presented;
    }

    private static PresentedToken Refuse(ProtocolError? error, bool isProven) =>
        new(Token: null, isProven ? ProtocolResults.DpopError(error!) : ProtocolResults.BearerError(error));

    // RFC 6750 §2: in the header, or in the form of a POST, never both. The query (§2.3) would end in logs, so it does not count.
    private static async Task<Parsed<SentToken>> SentIn(HttpRequest request, CancellationToken ct)
    {
        string? header = request.Headers.Authorization;
        var inHeader = HeaderOf(header);
        if (!request.HasFormContentType)
        {
            return inHeader;
        }

        if ((await ProtocolForm.OfBodyAsync(request, ct)).IsBroken(out var error, out var form))
        {
            return error;
        }

        return form.FirstBroken("access_token") is { } broken ? broken
            : (inHeader.Value, form["access_token"]) is (not null, not null) ? ProtocolError.InvalidRequest("send the access token once")
            : inHeader.Value is null ? new SentToken(form["access_token"], IsProven: false)
            : inHeader;
    }

    // RFC 9110 §11.1: the scheme is case-insensitive.
    private static SentToken HeaderOf(string? header) => header switch
    {
        not null when header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) => new(header[Bearer.Length..].Trim(), IsProven: false),
        not null when header.StartsWith(Dpop, StringComparison.OrdinalIgnoreCase) => new(header[Dpop.Length..].Trim(), IsProven: true),
        _ => new(Value: null, IsProven: false),
    };
}
