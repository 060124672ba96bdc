using System.Globalization;
using System.Net;
using System.Text.Json;

namespace IdentityProvider.Delivery.Texts;

/// <summary>What Vonage's answers mean. Errors are problem+json whose "type" ends in the number of the error.</summary>
/// <remarks>Source: developer.vonage.com/api-errors/messages. The Voice API answers with the HTTP status alone.</remarks>
internal static class VonageAnswers
{
    /// <summary>The outcome, and the error's number when there was one.</summary>
    public static (MessageOutcome Outcome, string? Code) Read(HttpStatusCode status, string body)
    {
        if ((int)status is >= 200 and < 300)
        {
            return (MessageOutcome.Sent, null);
        }

        var problem = Parse(body);
        var number = NumberIn(problem);
        var code = (number ?? (int)status).ToString(CultureInfo.InvariantCulture);
        return (OutcomeOf(number) ?? (Blames(problem, "to") ? MessageOutcome.BadNumber : ProviderAnswer.OutcomeOf(status)), code);
    }

    /// <summary>The provider's name for the message or call, or null when the answer has none.</summary>
    public static string? IdIn(string body, string member) =>
        Parse(body) is { } root && root.TryGetProperty(member, out var id) && id.ValueKind is JsonValueKind.String ? id.GetString() : null;

    /// <summary>What an error in Vonage's form means; null when it is none that we know.</summary>
    public static MessageOutcome? OutcomeOf(JsonElement? problem) => OutcomeOf(NumberIn(problem));

    private static MessageOutcome? OutcomeOf(int? number) => number switch
    {
        1000 or 1241 => MessageOutcome.Throttled,
        1030 or 1100 or 1180 or 1220 or 1230 => MessageOutcome.Transient,
        1170 or 1190 => MessageOutcome.BadNumber,
        1310 => MessageOutcome.LandlineNoText,
        1240 => MessageOutcome.OptedOut,
        1040 or 1050 or 1160 or 1200 or 1210 or 1250 or 1260 or 1270 or 1280 or 1290 or 1330 => MessageOutcome.Blocked,
        1060 or 1080 or 1110 or 1120 or 1140 => MessageOutcome.BadCredentials,
        1070 => MessageOutcome.OutOfCredit,
        _ => null,
    };

    private static JsonElement? Parse(string body)
    {
        try
        {
            return JsonDocument.Parse(body).RootElement is { ValueKind: JsonValueKind.Object } root ? root : null;
        }
        catch (JsonException)
        {
            // An error page of something in between; its status has to do.
            return null;
        }
    }

    // "https://developer.vonage.com/api-errors/messages#1120"
    private static int? NumberIn(JsonElement? problem) =>
        problem is { } root && root.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String
        && int.TryParse(type.GetString()!.Split('#')[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // Messages lists {"name":"to","reason":…}, Voice answers {"to":"…"}.
    private static bool Blames(JsonElement? problem, string parameter) =>
        problem is { } root && root.TryGetProperty("invalid_parameters", out var blamed) && blamed.ValueKind switch
        {
            JsonValueKind.Object => blamed.EnumerateObject().Any(p => IsOrIsIn(p.Name, parameter)),
            JsonValueKind.Array => blamed.EnumerateArray().Any(p =>
                p.ValueKind is JsonValueKind.Object && p.TryGetProperty("name", out var name) && IsOrIsIn(name.ToString(), parameter)),
            _ => false,
        };

    // "to", and "to[0].number" or "to.0.number".
    private static bool IsOrIsIn(string name, string parameter) =>
        name.StartsWith(parameter, StringComparison.Ordinal) && (name.Length == parameter.Length || name[parameter.Length] is '[' or '.');
}
