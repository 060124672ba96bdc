using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IdentityProvider.Delivery.Reports;

/// <summary>
/// Reads members of a carrier's JSON. Nothing of it is kept but identifiers, numbers and words of our own lists: its free texts repeat numbers and
/// addresses, and may hold anything.
/// </summary>
internal static partial class ReportBody
{
    private const decimal MostExpensive = 9_999;

    /// <summary>A member's text, or null when there is none. Half of a surrogate pair and bytes that are no UTF-8 are none: a text may be cut inside an emoji.</summary>
    public static string? Text(this JsonElement element, string name)
    {
        try
        {
            return element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A member that is an object, or null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object ? value : null;

    /// <summary>A member that names a message as carriers do, or null.</summary>
    public static string? Id(this JsonElement element, string name) => element.Text(name) is { } id && Identifier().IsMatch(id) ? id : null;

    /// <summary>What a message cost. Carriers write the amount as a text, some as a number.</summary>
    public static Cost? CostIn(JsonElement element, string amount, string currency) =>
        Amount(element, amount) is { } value and >= 0 and <= MostExpensive && Currency().IsMatch(currency) ? new Cost(value, currency) : null;

    private static decimal? Amount(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
        && decimal.TryParse(value.ValueKind is JsonValueKind.Number ? value.GetRawText() : value.ToString(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var read) ? read : null;

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,100}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\A[A-Z]{3}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Currency();
}
