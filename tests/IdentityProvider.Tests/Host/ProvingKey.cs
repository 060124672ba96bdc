using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace IdentityProvider.Tests.Host;

/// <summary>The key of a client that proves possession of it (RFC 9449): makes good proofs, and bad ones where a test spoils something.</summary>
public sealed class ProvingKey : IDisposable
{
    private readonly string _algorithm;
    private readonly ECDsa? _ec;
    private readonly RSA? _rsa;
    private int _count;

    private ProvingKey(string algorithm, ECDsa? ec, RSA? rsa) => (_algorithm, _ec, _rsa) = (algorithm, ec, rsa);

    /// <summary>RFC 7638</summary>
    public string Thumbprint
    {
        get
        {
            var members = PublicJwk().OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"\"{member.Key}\":\"{member.Value}\"");
            return Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}")));
        }
    }

    public static ProvingKey Make(string algorithm = "ES256", int rsaBits = 2048) => algorithm switch
    {
        "ES256" => new(algorithm, ECDsa.Create(ECCurve.NamedCurves.nistP256), rsa: null),
        "ES384" => new(algorithm, ECDsa.Create(ECCurve.NamedCurves.nistP384), rsa: null),
        "ES512" => new(algorithm, ECDsa.Create(ECCurve.NamedCurves.nistP521), rsa: null),
        _ => new(algorithm, ec: null, RSA.Create(rsaBits)),
    };

    public JsonObject PublicJwk()
    {
        if (_rsa is not null)
        {
            var rsa = _rsa.ExportParameters(includePrivateParameters: false);
            return new JsonObject { ["kty"] = "RSA", ["n"] = Encode(rsa.Modulus!), ["e"] = Encode(rsa.Exponent!) };
        }

        var ec = _ec!.ExportParameters(includePrivateParameters: false);
        var curve = _algorithm switch { "ES256" => "P-256", "ES384" => "P-384", _ => "P-521" };
        return new JsonObject { ["kty"] = "EC", ["crv"] = curve, ["x"] = Encode(ec.Q.X!), ["y"] = Encode(ec.Q.Y!) };
    }

    public JsonObject PrivateJwk()
    {
        var jwk = PublicJwk();
        jwk["d"] = Encode(_ec!.ExportParameters(includePrivateParameters: true).D!);
        return jwk;
    }

    /// <summary>A proof for one request, right but for the changes.</summary>
    /// <param name="at">What the client's clock says.</param>
    /// <param name="accessToken">The token it is sent with, or null.</param>
    public string Prove(
        string method, Uri url, DateTimeOffset at, string? accessToken = null, Action<JsonObject>? claims = null, Action<JsonObject>? header = null)
    {
        var payload = new JsonObject
        {
            ["jti"] = $"{Interlocked.Increment(ref _count)}-{Thumbprint}",
            ["htm"] = method,
            ["htu"] = url.GetLeftPart(UriPartial.Path),
            ["iat"] = at.ToUnixTimeSeconds(),
        };
        if (accessToken is not null)
        {
            payload["ath"] = Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        }

        claims?.Invoke(payload);
        var head = new JsonObject { ["typ"] = "dpop+jwt", ["alg"] = _algorithm, ["jwk"] = PublicJwk() };
        header?.Invoke(head);
        return Sign(head.ToJsonString(), payload.ToJsonString());
    }

    /// <summary>Signs whatever is given, however odd.</summary>
    public string Sign(string header, string payload)
    {
        var content = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(payload))}";
        return $"{content}.{Encode(SignatureOf(Encoding.ASCII.GetBytes(content)))}";
    }

    public void Dispose()
    {
        _ec?.Dispose();
        _rsa?.Dispose();
    }

    private byte[] SignatureOf(byte[] content) => _algorithm switch
    {
        "ES256" => _ec!.SignData(content, HashAlgorithmName.SHA256),
        "ES384" => _ec!.SignData(content, HashAlgorithmName.SHA384),
        "ES512" => _ec!.SignData(content, HashAlgorithmName.SHA512),
        "PS256" => _rsa!.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        "RS512" => _rsa!.SignData(content, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        _ => _rsa!.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
    };

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
