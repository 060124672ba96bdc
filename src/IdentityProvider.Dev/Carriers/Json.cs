using System.Text.Json;

namespace IdentityProvider.Dev.Carriers;

/// <summary>Reading JSON from a stranger: what is missing or of another kind is null, and nothing throws.</summary>
internal static class Json
{
    /// <returns>Null when the body is no JSON object.</returns>
    public static JsonElement? Object(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? Member(this JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;

    public static string? Text(this JsonElement? of, string name) =>
        of.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static int? Number(this JsonElement? of, string name) =>
        of.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    /// <returns>The members of an array; nothing when it is missing or no array.</returns>
    public static IReadOnlyList<JsonElement?> List(this JsonElement? of, string name) =>
        of.Member(name) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray()] : [];
}
