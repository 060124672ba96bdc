using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace IdentityProvider.Protocol.Jose;

/// <summary>A client's public keys (RFC 7517 §5), those of them that mean anything here.</summary>
public sealed record PublicKeySet(ImmutableArray<PublicJwk> Keys)
{
    /// <summary>A client has a key or two, and two more while it changes them.</summary>
    public const int Most = 32;

    public static readonly PublicKeySet Empty = new([]);

    /// <summary>
    /// Reads a JWK set. Keys of a kind we do not know are passed over, as §5 asks. Null for what is no set, and for one so large that
    /// reading its keys would be work.
    /// </summary>
    public static PublicKeySet? Parse(string json) =>
        KeysIn(json) is { } keys ? new PublicKeySet([.. keys.Select(PublicJwk.Read).OfType<PublicJwk>()]) : null;

    /// <summary>Whether somebody was about to publish a private key: said at registration, where it can still be helped.</summary>
    public static bool HoldsPrivateKey(string json) => KeysIn(json)?.Any(PublicJwk.HasPrivatePart) == true;

    /// <summary>
    /// The keys that may have made a signature. A header without <c>kid</c> is enough while there is no choice
    /// (OpenID Connect Core §10.1).
    /// </summary>
    public IReadOnlyList<PublicJwk> For(SigningAlgorithm algorithm, string? keyId)
    {
        var suitable = Keys.Where(key => key.Suits(algorithm)).ToList();
        return keyId is null
            ? (suitable.Count == 1 ? suitable : [])
            : suitable.FindAll(key => key.KeyId == keyId);
    }

    private static IReadOnlyList<JsonElement>? KeysIn(string json) =>
        JsonMembers.ParseObject(Encoding.UTF8.GetBytes(json)) is { } set
        && set.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array && keys.GetArrayLength() <= Most
        && keys.EnumerateArray().All(key => key.ValueKind == JsonValueKind.Object)
            ? [.. keys.EnumerateArray()]
            : null;
}
