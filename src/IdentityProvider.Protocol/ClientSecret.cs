using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IdentityProvider.Protocol;

/// <summary>A client's secret as we keep it. Generated ones have 256 bits, so a plain SHA-256 cannot be searched.</summary>
/// <param name="Hash">SHA-256 of the secret in UTF-8, 32 bytes.</param>
/// <param name="ExpiresAt">UTC, or null for one that lives until it is taken away.</param>
public sealed record ClientSecret(ReadOnlyMemory<byte> Hash, DateTimeOffset? ExpiresAt)
{
    /// <summary>A new secret: 256 bits, 43 URL-safe characters. Shown once, never stored.</summary>
    public static string Generate() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public bool Matches(string presented, DateTimeOffset now) =>
        (ExpiresAt is null || now < ExpiresAt) && CryptographicOperations.FixedTimeEquals(HashOf(presented), Hash.Span);

    public override string ToString() => nameof(ClientSecret);
}
