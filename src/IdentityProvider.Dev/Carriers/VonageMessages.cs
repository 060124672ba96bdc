using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IdentityProvider.Dev.Carriers;

/// <summary>POST /v1/messages for channel sms, as the Messages API v1 describes it.</summary>
internal sealed partial class VonageMessages(VonageToken token, TimeProvider clock) : ICarrierApi
{
    private const int LongestText = 1000;

    public Carrier Carrier => Carrier.VonageMessages;

    public string Path => "/v1/messages";

    public long LongestBody => 64 * 1024;

    public async Task<Verdict> JudgeAsync(IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        if (!await token.IsGoodAsync(headers.Authorization))
        {
            return VonageProblem.Unauthorized();
        }

        if (Json.Object(body) is not { } message)
        {
            return VonageProblem.InvalidParameter(422, "body", "must be a JSON object");
        }

        return FirstBroken(message) is var (name, reason) ? VonageProblem.InvalidParameter(422, name, reason) : Accept(message);
    }

    public CarrierAnswer Refuse(int status) => VonageProblem.For(status);

    private static (string Name, string Reason)? FirstBroken(JsonElement? message) =>
        message.Text("channel") != "sms" ? ("channel", "only sms is switched on for this application")
        : message.Text("message_type") != "text" ? ("message_type", "must be text")
        : !Msisdn().IsMatch(message.Text("to") ?? "") ? ("to", "must be 7 to 15 digits in E.164 without + or 00")
        : message.Text("from") != CarrierCredentials.FromNumber ? ("from", "is not one of your numbers (1120, illegal sender address)")
        : message.Text("text") is not { Length: > 0 and <= LongestText } ? ("text", "must have 1 to 1000 characters")
        : message.Member("ttl") is not null && message.Number("ttl") is not (>= 20 and <= 604_800) ? ("ttl", "must be 20 to 604800 seconds")
        : message.Member("client_ref") is not null && message.Text("client_ref") is not { Length: <= 100 } ? ("client_ref", "must have at most 100 characters")
        : message.Member("webhook_url") is not null && !IsUrl(message.Text("webhook_url")) ? ("webhook_url", "must be an absolute URL")
        : message.Member("sms").Member("encoding_type") is not null && message.Member("sms").Text("encoding_type") is not ("auto" or "text" or "unicode")
            ? ("sms.encoding_type", "must be auto, text or unicode")
        : null;

    private Delivery Accept(JsonElement? message)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        return new Delivery(
            "text",
            "+" + message.Text("to"),
            "+" + message.Text("from"),
            Subject: null,
            message.Text("text")!,
            Html: null,
            new CarrierAnswer(202, new JsonObject { ["message_uuid"] = id }))
        {
            Receipt = new Receipt(Carrier, id, message.Text("client_ref"), message.Text("webhook_url")),
        };
    }

    private static bool IsUrl(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme is "http" or "https");

    [GeneratedRegex(@"^[1-9]\d{6,14}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex Msisdn();
}
