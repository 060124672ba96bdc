using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Protocol;

/// <summary>The public keys (RFC 7517). Built member by member from what is public, so that no private part can slip in.</summary>
public static class JwksDocument
{
    public static IReadOnlyDictionary<string, object> For(IEnumerable<JsonWebKey> keys) =>
        new Dictionary<string, object>(StringComparer.Ordinal) { ["keys"] = keys.Select(Publish).ToArray() };

    private static Dictionary<string, string> Publish(JsonWebKey key)
    {
        var published = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kty"] = key.Kty,
            ["use"] = "sig",
            ["alg"] = key.Alg,
            ["kid"] = key.Kid,
        };

        foreach (var (name, value) in PublicParameters(key))
        {
            published[name] = value;
        }

        return published;
    }

    // RFC 7518 §6.2.1, §6.3.1
    private static (string Name, string Value)[] PublicParameters(JsonWebKey key) => key.Kty switch
    {
        JsonWebAlgorithmsKeyTypes.EllipticCurve => [("crv", key.Crv), ("x", key.X), ("y", key.Y)],
        JsonWebAlgorithmsKeyTypes.RSA => [("n", key.N), ("e", key.E)],
        _ => throw new ArgumentException($"A signing key of type {key.Kty} is not published.", nameof(key)),
    };
}
