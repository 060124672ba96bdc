using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IdentityProvider.Protocol.Jose;

namespace IdentityProvider.Protocol.Tests.Jose;

/// <summary>A client's key pair, which signs whatever a test tells it to. Nothing of ours helps it.</summary>
public sealed class ClientKey : IDisposable
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ec;

    private ClientKey(string algorithm, string keyId, RSA? rsa, ECDsa? ec) => (Algorithm, KeyId, _rsa, _ec) = (algorithm, keyId, rsa, ec);

    public string Algorithm { get; }

    public string KeyId { get; }

    /// <summary>The public key as its owner publishes it.</summary>
    public JsonObject Public => _rsa?.ExportParameters(includePrivateParameters: false) is { } rsa
        ? new JsonObject { ["kty"] = "RSA", ["kid"] = KeyId, ["n"] = Text(rsa.Modulus!), ["e"] = Text(rsa.Exponent!) }
        : PublicEc(_ec!.ExportParameters(includePrivateParameters: false));

    /// <summary>What the client registers, or serves at its URL.</summary>
    public string PublicSet => SetOf(Public);

    public PublicKeySet Keys => PublicKeySet.Parse(PublicSet)!;

    public static ClientKey Draw(string algorithm = "ES256", string keyId = "k1") => algorithm switch
    {
        "ES256" => new(algorithm, keyId, rsa: null, ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        "ES384" => new(algorithm, keyId, rsa: null, ECDsa.Create(ECCurve.NamedCurves.nistP384)),
        _ => new(algorithm, keyId, RSA.Create(2048), ec: null),
    };

    public string Sign(JsonObject claims, JsonObject? header = null)
    {
        header ??= new JsonObject { ["alg"] = Algorithm, ["kid"] = KeyId };
        return SignText($"{Encode(header.ToJsonString())}.{Encode(claims.ToJsonString())}");
    }

    /// <summary>Signs a header and a payload that are already encoded, or are no JSON at all.</summary>
    public string SignText(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var hash = Algorithm.EndsWith("384", StringComparison.Ordinal) ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
        var padding = Algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return $"{text}.{Text(_rsa?.SignData(bytes, hash, padding) ?? _ec!.SignData(bytes, hash))}";
    }

    public static string SetOf(params IEnumerable<JsonNode> keys) => new JsonObject { ["keys"] = new JsonArray([.. keys]) }.ToJsonString();

    public static string Encode(string text) => Text(Encoding.UTF8.GetBytes(text));

    public static PublicJwk? Read(JsonNode json) => PublicJwk.Read(JsonDocument.Parse(json.ToJsonString()).RootElement);

    public void Dispose()
    {
        _rsa?.Dispose();
        _ec?.Dispose();
    }

    private JsonObject PublicEc(ECParameters ec) => new()
    {
        ["kty"] = "EC",
        ["kid"] = KeyId,
        ["crv"] = ec.Q.X!.Length == 32 ? "P-256" : "P-384",
        ["x"] = Text(ec.Q.X!),
        ["y"] = Text(ec.Q.Y!),
    };

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
