using System.Text;
using System.Text.Json;

namespace IdentityProvider.Protocol.Jose;

/// <summary>What looking for the signature's key came to.</summary>
public enum SignatureCheck
{
    /// <summary>Signed by one of the keys.</summary>
    Good,

    /// <summary>None of the keys is meant: the owner may have a new one.</summary>
    NoSuchKey,

    /// <summary>The key is there, and did not make this signature.</summary>
    Wrong,
}

/// <summary>
/// A JWT in JWS compact serialization that somebody sent us, taken apart and not believed yet (RFC 7519 §7.2, RFC 7515 §5.2). What
/// it says about its own key (<c>jwk</c>, <c>jku</c>, <c>x5u</c>, <c>x5c</c>) is never looked at here.
/// </summary>
public sealed class SignedJwt
{
    /// <summary>Longer than any that real clients send, certificates in the header included.</summary>
    private const int Longest = 16 * 1024;

    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private SignedJwt(JsonElement header, JsonElement claims, byte[] signed, byte[] signature) =>
        (Header, Claims, _signed, _signature) = (header, claims, signed, signature);

    public JsonElement Header { get; }

    public JsonElement Claims { get; }

    /// <summary>Null for one we do not speak, "none" among them.</summary>
    public SigningAlgorithm? Algorithm => SigningAlgorithm.Find(Header.FindText("alg"));

    public string? KeyId => Header.FindText("kid");

    /// <summary>The media type without its "application/", in lower case: it is case-insensitive (RFC 7515 §4.1.9). Null when left out.</summary>
    public string? Type => Header.FindText("typ") is { } type ? Shorten(type.ToLowerInvariant()) : null;

    public override string ToString() => nameof(SignedJwt);

    /// <summary>Takes it apart; null for what is not one, or holds something that must be understood and is not. Never throws.</summary>
    public static SignedJwt? Parse(string? text)
    {
        if (text is null || text.Length > Longest || text.Split('.') is not [var header, var claims, var signature])
        {
            return null;
        }

        return StrictBase64Url.Decode(header) is { } headerBytes && JsonMembers.ParseObject(headerBytes) is { } readHeader
            && StrictBase64Url.Decode(claims) is { } claimBytes && JsonMembers.ParseObject(claimBytes) is { } readClaims
            && StrictBase64Url.Decode(signature) is { } signatureBytes

            // RFC 7515 §4.1.11: an extension that must be understood, and we understand none.
            && !readHeader.Has("crit")
                ? new SignedJwt(readHeader, readClaims, Encoding.ASCII.GetBytes(text[..text.LastIndexOf('.')]), signatureBytes)
                : null;
    }

    /// <summary>Looks for the key among its owner's.</summary>
    public SignatureCheck Check(PublicKeySet keys)
    {
        if (Algorithm is not { } algorithm)
        {
            return SignatureCheck.Wrong;
        }

        var candidates = keys.For(algorithm, KeyId);
        return candidates.Count == 0 ? SignatureCheck.NoSuchKey
            : candidates.Any(IsSignedBy) ? SignatureCheck.Good
            : SignatureCheck.Wrong;
    }

    public bool IsSignedBy(PublicJwk key) => Algorithm is { } algorithm && key.Verifies(algorithm, _signed, _signature);

    private static string Shorten(string type) => type.StartsWith("application/", StringComparison.Ordinal) ? type["application/".Length..] : type;
}
