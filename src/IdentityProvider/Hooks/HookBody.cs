using System.Text.Json;

namespace IdentityProvider.Hooks;

/// <summary>What a carrier posts to us: read raw, because signatures are over bytes, and read as JSON only after they were good.</summary>
internal static class HookBody
{
    /// <summary>In bytes.</summary>
    public const int Longest = 64 * 1024;

    // Deeper than anything a carrier writes.
    private static readonly JsonDocumentOptions Flat = new() { MaxDepth = 16 };

    /// <returns>The body, or null when it is longer than <see cref="Longest"/>: the rest is not read.</returns>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var buffer = new byte[Longest + 1];
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            return length > Longest ? null : buffer[..length];
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    /// <returns>Null when it is not JSON.</returns>
    public static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Flat);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
