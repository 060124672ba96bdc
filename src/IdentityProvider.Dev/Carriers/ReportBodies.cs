using System.Globalization;
using System.Text.Json.Nodes;

namespace IdentityProvider.Dev.Carriers;

/// <summary>The bodies of the carriers' reports, as their references show them.</summary>
internal static class ReportBodies
{
    /// <summary>From the first to the last.</summary>
    public static IReadOnlyList<JsonNode> Of(Delivery delivery, Receipt receipt, bool arrives, DateTimeOffset now) => receipt.Carrier switch
    {
        Carrier.VonageMessages => [Text("submitted", delivery, receipt, now), Text(arrives ? "delivered" : "undeliverable", delivery, receipt, now)],
        Carrier.VonageVoice => arrives
            ? [Call("started", delivery, receipt, now), Call("answered", delivery, receipt, now), Call("completed", delivery, receipt, now)]
            : [Call("started", delivery, receipt, now), Call("machine", delivery, receipt, now), Call("completed", delivery, receipt, now)],
        Carrier.SendGrid => [Mail("processed", delivery, receipt, now), Mail(arrives ? "delivered" : "bounce", delivery, receipt, now)],
        _ => [],
    };

    /// <summary>What somebody wrote to our number.</summary>
    public static JsonObject Answer(string number, string text, DateTimeOffset now) => new()
    {
        ["channel"] = "sms",
        ["message_uuid"] = Guid.CreateVersion7(now).ToString(),
        ["to"] = CarrierCredentials.FromNumber,
        ["from"] = number.TrimStart('+'),
        ["timestamp"] = Iso(now),
        ["message_type"] = "text",
        ["text"] = text,
        ["usage"] = new JsonObject { ["price"] = "0.0033", ["currency"] = "EUR" },
    };

    private static JsonObject Text(string status, Delivery delivery, Receipt receipt, DateTimeOffset now)
    {
        var body = new JsonObject
        {
            ["message_uuid"] = receipt.Id,
            ["to"] = delivery.To.TrimStart('+'),
            ["from"] = delivery.From?.TrimStart('+'),
            ["timestamp"] = Iso(now),
            ["status"] = status,
            ["client_ref"] = receipt.Reference,
            ["usage"] = new JsonObject { ["price"] = "0.0072", ["currency"] = "EUR" },
            ["channel"] = "sms",
            ["destination"] = new JsonObject { ["network_code"] = "310004" },
            ["sms"] = new JsonObject { ["count_total"] = "1" },
        };
        if (status == "undeliverable")
        {
            body["error"] = new JsonObject
            {
                ["type"] = "https://developer.vonage.com/api-errors/messages#1190",
                ["title"] = 1190,
                ["detail"] = "Absent subscriber permanent",
                ["instance"] = receipt.Id,
            };
        }

        return body;
    }

    private static JsonObject Call(string status, Delivery delivery, Receipt receipt, DateTimeOffset now)
    {
        var body = new JsonObject
        {
            [status == "machine" ? "call_uuid" : "uuid"] = receipt.Id,
            ["conversation_uuid"] = $"CON-{receipt.Id}",
            ["to"] = delivery.To.TrimStart('+'),
            ["from"] = delivery.From?.TrimStart('+'),
            ["status"] = status,
            ["direction"] = "outbound",
            ["timestamp"] = Iso(now),
        };
        if (status == "completed")
        {
            (body["duration"], body["rate"], body["price"]) = ("21", "0.01500000", "0.00525000");
        }

        return body;
    }

    private static JsonArray Mail(string happened, Delivery delivery, Receipt receipt, DateTimeOffset now)
    {
        var body = new JsonObject
        {
            ["email"] = delivery.To,
            ["timestamp"] = now.ToUnixTimeSeconds(),
            ["event"] = happened,
            ["sg_event_id"] = Guid.CreateVersion7(now).ToString("N"),
            ["sg_message_id"] = $"{receipt.Id}.recvd-5c7f-1",
            ["msg"] = receipt.Reference,
        };
        if (happened == "bounce")
        {
            (body["type"], body["status"], body["reason"]) = ("bounce", "5.1.1", $"550 5.1.1 <{delivery.To}> does not exist");
        }

        return [body];
    }

    private static string Iso(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
