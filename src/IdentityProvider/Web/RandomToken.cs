using System.Buffers;
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
        // Not TryDecodeFromChars, which tries the length of the target only, and throws for a bad source.
        Span<byte> token = stackalloc byte[Bytes];
        return cookie is { Length: Characters } && Base64Url.DecodeFromChars(cookie, token, out _, out var length) == OperationStatus.Done && length == Bytes
            ? SHA256.HashData(token)
            : null;
    }
}
