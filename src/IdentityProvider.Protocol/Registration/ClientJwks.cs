using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text.Json;

namespace IdentityProvider.Protocol.Registration;

/// <summary>Whether a JWK Set that a client registers can be used to check its signatures (RFC 7517 §5, RFC 7518 §6).</summary>
public static class ClientJwks
{
    private const int Longest = 20_000;
    private const int MostKeys = 20;
    private const int LeastRsaBytes = 2048 / 8;
    private const int MostRsaBytes = 8192 / 8;

    // RFC 7518 §6.2.2, §6.3.2, §6.4.1: what only the owner of a key knows.
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private static readonly FrozenDictionary<string, int> CoordinateBytes =
        new Dictionary<string, int>(StringComparer.Ordinal) { ["P-256"] = 32, ["P-384"] = 48 }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What is wrong with the text of a JWK Set; null when at least one key can check a signature.</summary>
    public static MetadataFault? Judge(string text)
    {
        if (text.Length > Longest)
        {
            return MetadataFault.TooLong;
        }

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array
                    ? Judge([.. keys.EnumerateArray()])
                    : MetadataFault.KeysMalformed;
        }
        catch (JsonException)
        {
            return MetadataFault.KeysMalformed;
        }
    }

    private static MetadataFault? Judge(JsonElement[] keys)
    {
        if (keys.Length > MostKeys)
        {
            return MetadataFault.TooMany;
        }

        if (keys.Any(key => key.ValueKind != JsonValueKind.Object))
        {
            return MetadataFault.KeysMalformed;
        }

        // Said before anything else: the key is burnt, whatever else is wrong with the set.
        if (keys.Any(key => PrivateMembers.Any(member => key.TryGetProperty(member, out _))))
        {
            return MetadataFault.KeysPrivate;
        }

        // RFC 7517 §5: members of unknown types are skipped, not refused. One must remain.
        var faults = keys.Where(IsForSignatures).Select(JudgeKey).ToList();
        return faults.Contains(null) ? null : faults.FirstOrDefault(fault => fault == MetadataFault.KeysTooWeak) ?? MetadataFault.KeysUnusable;
    }

    private static bool IsForSignatures(JsonElement key) => TextOf(key, "use") is null or "sig";

    private static MetadataFault? JudgeKey(JsonElement key) => TextOf(key, "kty") switch
    {
        "RSA" when BytesOf(key, "n") is { } modulus && BytesOf(key, "e") > 0 =>
            modulus < LeastRsaBytes ? MetadataFault.KeysTooWeak : modulus > MostRsaBytes ? MetadataFault.KeysUnusable : null,
        "EC" when CoordinateBytes.TryGetValue(TextOf(key, "crv") ?? "", out var size) && BytesOf(key, "x") == size && BytesOf(key, "y") == size => null,
        _ => MetadataFault.KeysUnusable,
    };

    private static string? TextOf(JsonElement key, string member) =>
        key.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? BytesOf(JsonElement key, string member) =>
        TextOf(key, member) is { } text && Base64Url.IsValid(text, out var bytes) ? bytes : null;
}
