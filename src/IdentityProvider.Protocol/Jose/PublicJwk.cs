using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IdentityProvider.Protocol.Jose;

/// <summary>A public key that somebody else gave us (RFC 7517 §4), as far as it may verify signatures.</summary>
public sealed class PublicJwk
{
    // 2048 bits are the least that is still safe (NIST SP 800-131A); above 8192 a signature costs us more than it does the sender.
    private const int ShortestModulus = 256;
    private const int LongestModulus = 1024;

    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private readonly RSAParameters? _rsa;
    private readonly ECParameters? _ec;

    private PublicJwk(JsonElement json, RSAParameters? rsa, ECParameters? ec)
    {
        (_rsa, _ec) = (rsa, ec);
        (KeyId, Algorithm, Curve) = (json.FindText("kid"), json.FindText("alg"), json.FindText("crv"));
        Thumbprint = ThumbprintOf(json, rsa is not null ? ["e", "kty", "n"] : ["crv", "kty", "x", "y"]);
    }

    public string? KeyId { get; }

    /// <summary>What the owner says it is for; null when not said.</summary>
    public string? Algorithm { get; }

    public string? Curve { get; }

    /// <summary>RFC 7638 §3, SHA-256 in base64url: the <c>jkt</c> of a key that tokens are bound to.</summary>
    public string Thumbprint { get; }

    /// <summary>
    /// Null for a key of another kind or use, one too weak to mean anything, one that does not exist, and one whose private part came
    /// along: what it signs, anybody could have signed.
    /// </summary>
    public static PublicJwk? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || HasPrivatePart(json) || !IsForSignatures(json))
        {
            return null;
        }

        return json.FindText("kty") switch
        {
            "RSA" when RsaOf(json) is { } rsa => new PublicJwk(json, rsa, ec: null),
            "EC" when EcOf(json) is { } ec => new PublicJwk(json, rsa: null, ec),
            _ => null,
        };
    }

    /// <summary>RFC 7517 §9.2: a private or symmetric key has no place where public keys are published.</summary>
    public static bool HasPrivatePart(JsonElement json) => PrivateMembers.Any(name => json.Has(name));

    public bool Suits(SigningAlgorithm algorithm) =>
        algorithm.KeyType == (_rsa is not null ? "RSA" : "EC") && (_ec is null || algorithm.Curve == Curve) && (Algorithm is null || Algorithm == algorithm.Name);

    public bool Verifies(SigningAlgorithm algorithm, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        if (!Suits(algorithm))
        {
            return false;
        }

        if (_rsa is { } rsaParameters)
        {
            using var rsa = RSA.Create(rsaParameters);
            return rsa.VerifyData(text, signature, algorithm.Hash, algorithm.Padding!);
        }

        using var ec = ECDsa.Create(_ec!.Value);
        return ec.VerifyData(text, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    // RFC 7517 §4.2, §4.3: what its owner meant for something else must not be taken for this.
    private static bool IsForSignatures(JsonElement json) =>
        (!json.Has("use") || json.FindText("use") == "sig")
        && (!json.Has("key_ops") || json.FindTexts("key_ops").Contains("verify", StringComparer.Ordinal));

    private static RSAParameters? RsaOf(JsonElement json)
    {
        if (Bytes(json, "n") is not { } n || Bytes(json, "e") is not { } e)
        {
            return null;
        }

        var (modulus, exponent) = (n.AsSpan().TrimStart((byte)0).ToArray(), e.AsSpan().TrimStart((byte)0).ToArray());

        // An exponent of 1 would make every text its own signature. 65537 is what everyone uses, and the least NIST lets stand.
        return modulus.Length is >= ShortestModulus and <= LongestModulus && (modulus[^1] & 1) == 1
            && exponent.Length is 3 or 4 && (exponent[^1] & 1) == 1
                ? Existing(new RSAParameters { Modulus = modulus, Exponent = exponent })
                : null;
    }

    private static ECParameters? EcOf(JsonElement json)
    {
        var (curve, length) = json.FindText("crv") switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, 32),
            "P-384" => (ECCurve.NamedCurves.nistP384, 48),
            _ => (default, 0),
        };

        // RFC 7518 §6.2.1.2: the octets are of the field's full length.
        return length > 0 && Bytes(json, "x") is { } x && x.Length == length && Bytes(json, "y") is { } y && y.Length == length
            ? Existing(new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } })
            : null;
    }

    // A point beside the curve is refused by the import, and by it alone.
    private static ECParameters? Existing(ECParameters parameters)
    {
        try
        {
            using var key = ECDsa.Create(parameters);
            return parameters;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static RSAParameters? Existing(RSAParameters parameters)
    {
        try
        {
            using var key = RSA.Create(parameters);
            return parameters;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // Nothing longer than twice the longest modulus needs decoding to be refused.
    private static byte[]? Bytes(JsonElement json, string name) =>
        json.FindText(name) is { Length: <= 2 * LongestModulus } text ? StrictBase64Url.Decode(text) : null;
    private static string ThumbprintOf(JsonElement json, IEnumerable<string> members)
    {
        var canonical = string.Join(',', members.Select(name => $"\"{name}\":\"{json.FindText(name)}\""));
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{{{canonical}}}")));
    }
}
