using System.Globalization;
using System.Text.Json;

namespace IdentityProvider.Protocol.Jose;

/// <summary>Members of JSON that somebody else wrote, by the type they must have. Of another type is as good as missing.</summary>
public static class JsonMembers
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>
    /// An object that can be read to its last member without an exception: no member twice, no half of a surrogate pair. Null for
    /// anything else (RFC 8725 §2.4: two readers of the same text must not see two things).
    /// </summary>
    public static JsonElement? ParseObject(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            var root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object && IsReadable(root) ? root : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public static bool Has(this JsonElement json, string name) => json.TryGetProperty(name, out _);

    /// <summary>A string that is not empty, or null.</summary>
    public static string? FindText(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>One string or an array of strings, as <c>aud</c> may be (RFC 7519 §4.1.3). Empty when anything in it is not a string.</summary>
    public static IReadOnlyList<string> FindTexts(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? TextsOf(value) : [];

    /// <summary>A NumericDate (RFC 7519 §2), or null for what is none: a number in a string is a string.</summary>
    public static DateTimeOffset? FindTime(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
        && seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds((long)Math.Floor(seconds))
            : null;

    /// <summary>Whether the time a member names has come, or it names none. One that is there and no NumericDate never comes.</summary>
    public static bool HasCome(this JsonElement json, string name, DateTimeOffset now) => !json.Has(name) || json.FindTime(name) <= now;

    /// <summary>The value of a member as a request parameter would carry it: text as it is, anything else as JSON (RFC 9101 §4).</summary>
    public static IEnumerable<string> ParameterValuesOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        JsonValueKind.String => [value.GetString()!],

        // A parameter that may come several times, such as resource (RFC 8707 §2), is an array here.
        JsonValueKind.Array when TextsOf(value) is { Count: > 0 } texts => texts,
        JsonValueKind.Number when value.TryGetInt64(out var number) => [number.ToString(CultureInfo.InvariantCulture)],
        _ => [value.GetRawText()],
    };

    private static IReadOnlyList<string> TextsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(item => item.GetString()!)],
        _ => [],
    };

    // Text with half a surrogate pair throws when it is read, not when it is parsed. Here is where it may.
    private static bool IsReadable(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(member => member.Name is not null && IsReadable(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(IsReadable),
        JsonValueKind.String => value.GetString() is not null,
        _ => true,
    };
}
