using System.Buffers;
using System.Buffers.Text;

namespace IdentityProvider.Protocol.Jose;

/// <summary>Base64url without padding and with nothing else in between (RFC 7515 §2). The framework alone would pass over white space.</summary>
internal static class StrictBase64Url
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <returns>Null for anything else. Never throws.</returns>
    public static byte[]? Decode(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Alphabet))
        {
            return null;
        }

        // Not TryDecodeFromChars, which tries the length of the target only, and throws for a bad source.
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var length) == OperationStatus.Done ? bytes[..length] : null;
    }
}
