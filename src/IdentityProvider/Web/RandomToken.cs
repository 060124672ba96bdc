using System.Buffers.Text;
using System.Security.Cryptography;

namespace IdentityProvider.Web;

/// <summary>
/// A 256-bit random value that a cookie holds, and its SHA-256, which is all the database holds. With that much chance in it
/// a plain hash is enough: there is nothing to guess.
/// </summary>
internal static class RandomToken
{
    private const int Bytes = 32;
    private const int Characters = 43;

    public static (string Cookie, byte[] Hash) Draw()
    {
        var token = RandomNumberGenerator.GetBytes(Bytes);
        return (Base64Url.EncodeToString(token), SHA256.HashData(token));
    }

    /// <summary>The hash of what a cookie holds, or null when it cannot be a value of ours.</summary>
    public static byte[]? HashOf(string? cookie)
    {
        Span<byte> token = stackalloc byte[Bytes];
        return cookie is { Length: Characters } && Base64Url.TryDecodeFromChars(cookie, token, out var length) && length == Bytes
            ? SHA256.HashData(token)
            : null;
    }
}
