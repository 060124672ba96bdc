using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IdentityProvider.Protocol;

/// <summary>Proof Key for Code Exchange (RFC 7636): whoever redeems a code must be the one who asked for it.</summary>
public static class Pkce
{
    /// <summary>The one method there is. "plain" protects nothing against someone who can read the authorization request.</summary>
    public const string Method = "S256";

    // A base64url SHA-256 without padding has 43 characters (RFC 7636 §4.2).
    private const int ChallengeLength = 43;

    private static readonly SearchValues<char> Base64UrlCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    public static bool IsChallenge(string text) => text.Length == ChallengeLength && !text.AsSpan().ContainsAnyExcept(Base64UrlCharacters);

    /// <summary>RFC 7636 §4.1: 43 to 128 unreserved characters. The lower bound is what makes a verifier unguessable.</summary>
    public static bool IsVerifier(string text) => text.Length is >= 43 and <= 128 && !text.AsSpan().ContainsAnyExcept(Unreserved);

    public static string ChallengeFor(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>Compares what the authorization request announced with what the token request brings (RFC 7636 §4.6).</summary>
    /// <param name="challenge">As stored with the code; null when the request had none.</param>
    /// <param name="verifier">As sent with the code; null when none was sent.</param>
    public static ProtocolError? Check(string? challenge, string? verifier) => (challenge, verifier) switch
    {
        (null, null) => null,

        // RFC 9700 §4.8.2: a verifier without a challenge means that someone cut the challenge out of the request.
        (null, not null) => ProtocolError.InvalidGrant("the authorization request had no code_challenge, so code_verifier must not be sent"),
        (not null, null) => ProtocolError.InvalidGrant("code_verifier is missing"),
        (not null, not null) => Matches(challenge, verifier) ? null : ProtocolError.InvalidGrant("code_verifier does not match code_challenge"),
    };

    private static bool Matches(string challenge, string verifier) =>
        IsVerifier(verifier)
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(ChallengeFor(verifier)), Encoding.ASCII.GetBytes(challenge));
}
