using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using IdentityProvider.Protocol.Jose;

namespace IdentityProvider.Protocol;

/// <summary>
/// Demonstrating proof of possession (RFC 9449): with each request the client signs where it goes, so that a token which somebody
/// copied opens nothing without the key it is bound to.
/// </summary>
public static class Dpop
{
    /// <summary>How far a client's clock may be off, either way. A proof is remembered for as long.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private const int LongestId = 256;

    private delegate string? Rule(SignedJwt proof, DpopTarget target, DateTimeOffset now);

    // The order of RFC 9449 §4.3. Nothing of the claims is looked at before the signature is right.
    private static readonly Rule[] InOrder =
    [
        TypeIsDpop,
        AlgorithmIsOffered,
        KeyIsPublic,
        SignatureIsOfThatKey,
        HasAnId,
        MethodIsThis,
        UrlIsThis,
        IsOfNow,
        IsNotLimitedToAnotherTime,
        AccessTokenIsThis,
    ];

    /// <summary>JWS "alg" values that a proof may be signed with.</summary>
    public static IReadOnlyList<string> Algorithms => SigningAlgorithm.Names;

    /// <summary>Checks a proof.</summary>
    /// <param name="header">The DPoP header as it came.</param>
    /// <returns>invalid_dpop_proof for everything that is wrong with it.</returns>
    public static Parsed<DpopProof> Check(string header, DpopTarget target, DateTimeOffset now)
    {
        if (SignedJwt.Parse(header) is not { } proof)
        {
            return ProtocolError.InvalidDpopProof("the DPoP header is not one JWT that can be read");
        }

        return InOrder.Select(rule => rule(proof, target, now)).FirstOrDefault(broken => broken is not null) is { } problem
            ? ProtocolError.InvalidDpopProof(problem)
            : new DpopProof(
                KeyOf(proof)!.Thumbprint, proof.Algorithm!, proof.Claims.FindText("jti")!, proof.Claims.FindText("nonce"), proof.Claims.FindTime("iat")!.Value);
    }

    /// <summary>Whether a text can be the thumbprint of a key (RFC 9449 §10, dpop_jkt): a SHA-256 in base64url.</summary>
    public static bool IsThumbprint(string text) => Pkce.IsChallenge(text);

    /// <summary>The hash by which a proof names the access token beside it (RFC 9449 §4.2, ath).</summary>
    public static string HashOf(string accessToken) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(accessToken)));

    // Keeps an ID token or an assertion of the same key from being taken for a proof (RFC 8725 §3.11).
    private static string? TypeIsDpop(SignedJwt proof, DpopTarget target, DateTimeOffset now) =>
        proof.Type == "dpop+jwt" ? null : "typ of the proof must be dpop+jwt";

    private static string? AlgorithmIsOffered(SignedJwt proof, DpopTarget target, DateTimeOffset now) =>
        proof.Algorithm is null ? "alg of the proof is not one of dpop_signing_alg_values_supported" : null;

    private static string? KeyIsPublic(SignedJwt proof, DpopTarget target, DateTimeOffset now) =>
        KeyOf(proof) is null ? "jwk of the proof must be a public EC or RSA key" : null;

    private static string? SignatureIsOfThatKey(SignedJwt proof, DpopTarget target, DateTimeOffset now) =>
        proof.IsSignedBy(KeyOf(proof)!) ? null : "the signature of the proof is wrong";

    private static string? HasAnId(SignedJwt proof, DpopTarget target, DateTimeOffset now) =>
        proof.Claims.FindText("jti") is { Length: <= LongestId } ? null : "jti of the proof is missing or too long";

    // RFC 9110 §9.1: methods are case-sensitive.
    private static string? MethodIsThis(SignedJwt proof, DpopTarget target, DateTimeOffset now) =>
        proof.Claims.FindText("htm") == target.Method ? null : "htm of the proof is not the method of the request";

    // Without query and fragment, and after the normalisation of RFC 3986 §6.2.2 and §6.2.3, which Uri does.
    private static string? UrlIsThis(SignedJwt proof, DpopTarget target, DateTimeOffset now) =>
        Uri.TryCreate(proof.Claims.FindText("htu"), UriKind.Absolute, out var named) && named.UserInfo.Length == 0
        && named.GetLeftPart(UriPartial.Path) == new Uri(target.Url).GetLeftPart(UriPartial.Path)
            ? null
            : "htu of the proof is not the URL of the request";

    private static string? IsOfNow(SignedJwt proof, DpopTarget target, DateTimeOffset now) =>
        proof.Claims.FindTime("iat") is { } at && (now - at).Duration() < Tolerance ? null : "iat of the proof is not the present time";

    // A proof needs neither claim; one that has them is held to them (RFC 7519 §4.1.4, §4.1.5).
    private static string? IsNotLimitedToAnotherTime(SignedJwt proof, DpopTarget target, DateTimeOffset now) =>
        proof.Claims.FindTime("exp") <= now - Tolerance || proof.Claims.FindTime("nbf") > now + Tolerance ? "the proof says itself that it is not valid now" : null;

    private static string? AccessTokenIsThis(SignedJwt proof, DpopTarget target, DateTimeOffset now) =>
        target.AccessToken is null || proof.Claims.FindText("ath") == HashOf(target.AccessToken) ? null : "ath of the proof is not the hash of the access token";

    private static PublicJwk? KeyOf(SignedJwt proof) => proof.Header.TryGetProperty("jwk", out var jwk) ? PublicJwk.Read(jwk) : null;
}
