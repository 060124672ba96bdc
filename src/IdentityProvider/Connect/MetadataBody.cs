using System.Text.Json;
using IdentityProvider.Protocol;

namespace IdentityProvider.Connect;

/// <summary>The JSON body of a registration request (RFC 7591 §3.1). Whatever else was sent is an error of the client, never a failure.</summary>
internal static class MetadataBody
{
    /// <summary>Room for twenty keys and every URI; nobody registers with more.</summary>
    private const int Largest = 64 * 1024;

    // Deep enough for a key set; a body of thousands of brackets costs nothing.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 10, AllowDuplicateProperties = false };

    public static async Task<Parsed<JsonDocument>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasJsonContentType())
        {
            return ProtocolError.InvalidClientMetadata("the body must be application/json");
        }

        var buffer = new byte[Largest + 1];
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            return length > Largest
                ? ProtocolError.InvalidClientMetadata("the body is too large")
                : JsonDocument.Parse(buffer.AsMemory(0, length), Strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is a member whose name is half of a surrogate pair, which is no text.
            return ProtocolError.InvalidClientMetadata("the body is not valid JSON");
        }
    }
}
