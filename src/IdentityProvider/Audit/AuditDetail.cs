using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdentityProvider.Audit;

/// <summary>An event's members as JSON: {"codeId":"…","purpose":"signIn","channel":"text","isResend":false}.</summary>
internal static class AuditDetail
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new EnumName() } };

    public static string Of(AuditEvent happened) => JsonSerializer.Serialize(happened, happened.GetType(), Options);

    // The events declare System.Enum, which the serializer's own converter does not know.
    private sealed class EnumName : JsonConverter<Enum>
    {
        public override Enum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("An audit row is read as JSON, not as the event it was.");

        public override void Write(Utf8JsonWriter writer, Enum value, JsonSerializerOptions options) =>
            writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
    }
}
