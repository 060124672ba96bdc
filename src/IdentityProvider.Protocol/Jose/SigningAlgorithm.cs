using System.Security.Cryptography;

namespace IdentityProvider.Protocol.Jose;

/// <summary>
/// A JWS algorithm that is signed with and believed here (RFC 7518 §3.1): asymmetric ones only. "none" and the HMACs are not in the
/// table, so no header can choose them (RFC 8725 §3.1).
/// </summary>
/// <param name="Name">The header's <c>alg</c>.</param>
/// <param name="KeyType">The key's <c>kty</c>: RSA or EC.</param>
/// <param name="Curve">The key's <c>crv</c>; null for RSA.</param>
public sealed record SigningAlgorithm(string Name, HashAlgorithmName Hash, string KeyType, string? Curve, RSASignaturePadding? Padding)
{
    public static readonly SigningAlgorithm Es256 = new("ES256", HashAlgorithmName.SHA256, "EC", "P-256", Padding: null);
    public static readonly SigningAlgorithm Es384 = new("ES384", HashAlgorithmName.SHA384, "EC", "P-384", Padding: null);
    public static readonly SigningAlgorithm Ps256 = new("PS256", HashAlgorithmName.SHA256, "RSA", Curve: null, RSASignaturePadding.Pss);
    public static readonly SigningAlgorithm Rs256 = new("RS256", HashAlgorithmName.SHA256, "RSA", Curve: null, RSASignaturePadding.Pkcs1);
    public static readonly SigningAlgorithm Rs384 = new("RS384", HashAlgorithmName.SHA384, "RSA", Curve: null, RSASignaturePadding.Pkcs1);

    public static IReadOnlyList<SigningAlgorithm> All { get; } = [Es256, Es384, Ps256, Rs256, Rs384];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(algorithm => algorithm.Name)];

    /// <summary>FAPI 2.0 Security Profile §5.4.1: no PKCS#1 v1.5 padding, which leaves these two.</summary>
    public bool IsFapi => this == Es256 || this == Ps256;

    /// <summary>The algorithm of that name, or null. Names are case-sensitive (RFC 7515 §4.1.1).</summary>
    public static SigningAlgorithm? Find(string? name) => All.FirstOrDefault(algorithm => algorithm.Name == name);

    public override string ToString() => Name;
}
