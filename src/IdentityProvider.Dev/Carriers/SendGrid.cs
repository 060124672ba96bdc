using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IdentityProvider.Dev.Carriers;

/// <summary>POST /v3/mail/send, as SendGrid's v3 reference describes it.</summary>
internal sealed class SendGrid(CarrierCredentials credentials, TimeProvider clock) : ICarrierApi
{
    public Carrier Carrier => Carrier.SendGrid;

    public string Path => "/v3/mail/send";

    public long LongestBody => 30 * 1024 * 1024;

    public Task<Verdict> JudgeAsync(IHeaderDictionary headers, ReadOnlyMemory<byte> body) => Task.FromResult(Judge(headers, body));

    private Verdict Judge(IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        if (headers.Authorization != $"Bearer {credentials.SendGridApiKey}")
        {
            return Error(401, "The provided authorization grant is invalid, expired, or revoked");
        }

        if (headers.ContentType.ToString().Split(';')[0] != "application/json")
        {
            return Error(415, "Content-Type should be application/json.");
        }

        if (Json.Object(body) is not { } mail)
        {
            return Error(400, "Bad Request");
        }

        return SendGridRules.FirstBroken(mail) is { } broken
            ? Error(broken.Field == "from.email" && broken.Message.Contains("verified", StringComparison.Ordinal) ? 403 : 400, broken.Message, broken.Field)
            : Accept(mail);
    }

    public CarrierAnswer Refuse(int status) => status switch
    {
        403 => Error(403, "The from address does not match a verified Sender Identity.", "from"),
        413 => Error(413, "The JSON payload you have included in your request is too large."),
        429 => Error(429, "too many requests") with { Headers = RateLimit(remaining: 0) },
        _ => Error(status, "An error occurred on a SendGrid server."),
    };

    private Verdict Accept(JsonElement? mail)
    {
        var sandbox = mail.Member("mail_settings").Member("sandbox_mode").Member("enable") is { ValueKind: JsonValueKind.True };
        if (sandbox)
        {
            return new CarrierAnswer(200);
        }

        var content = mail.List("content");
        var to = mail.List("personalizations")[0].List("to")[0];
        var from = mail.Member("from");
        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N")[..22];
        return new Delivery(
            "email",
            to.Text("email")!,
            $"{from.Text("name")} <{from.Text("email")}>".Trim(),
            mail.List("personalizations")[0].Text("subject") ?? mail.Text("subject"),
            Part(content, "text/plain") ?? "",
            Part(content, "text/html"),
            new CarrierAnswer(202) { Headers = new Dictionary<string, string>(RateLimit(remaining: 599), StringComparer.Ordinal) { ["X-Message-Id"] = id } })
        {
            Receipt = new Receipt(Carrier, id, mail.List("personalizations")[0].Member("custom_args").Text("msg"), ReportTo: null),
        };
    }

    private static string? Part(IReadOnlyList<JsonElement?> content, string type) =>
        content.FirstOrDefault(part => part.Text("type") == type).Text("value");

    private Dictionary<string, string> RateLimit(int remaining) => new(StringComparer.Ordinal)
    {
        ["X-RateLimit-Limit"] = "600",
        ["X-RateLimit-Remaining"] = remaining.ToString(CultureInfo.InvariantCulture),
        ["X-RateLimit-Reset"] = clock.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
    };

    private static CarrierAnswer Error(int status, string message, string? field = null) => new(status, new JsonObject
    {
        ["errors"] = new JsonArray(new JsonObject { ["message"] = message, ["field"] = field, ["help"] = null }),
    });
}
