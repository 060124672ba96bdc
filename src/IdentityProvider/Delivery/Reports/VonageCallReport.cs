using System.Text.Json;
using IdentityProvider.Delivery.Texts;

namespace IdentityProvider.Delivery.Reports;

/// <summary>An event webhook of Vonage's Voice API.</summary>
/// <remarks>Source: developer.vonage.com, Voice API, webhook reference "Event".</remarks>
public static class VonageCallReport
{
    /// <param name="body">The event.</param>
    /// <param name="messageId">Our reference: calls carry none, so it stands in the address that we gave for their events.</param>
    /// <returns>Null when it is no event of a call of ours.</returns>
    public static DeliveryReport? Read(JsonElement body, Guid messageId) =>
        (body.Id("uuid") ?? body.Id("call_uuid")) is { } id && body.Text("status") is { } status
            ? new DeliveryReport(Channel.Voice, VonageOptions.Provider, messageId, id, OutcomeOf(status, body.Text("detail")), WeightOf(status))
            {
                // The Voice API writes no currency: its prices are in euros.
                Cost = ReportBody.CostIn(body, "price", "EUR"),
            }
            : null;

    private static MessageOutcome? OutcomeOf(string status, string? detail) => status switch
    {
        // "completed" ends every call that was answered, those that a machine took as well; that weighs more.
        "completed" => MessageOutcome.Sent,
        "machine" or "unanswered" or "busy" or "timeout" or "cancelled" => MessageOutcome.Unanswered,
        "rejected" or "failed" => OfDetail(detail),
        _ => null,
    };

    private static MessageOutcome OfDetail(string? detail) => detail switch
    {
        "invalid_number" or "number_out_of_service" => MessageOutcome.BadNumber,
        "unavailable" or "declined" or "carrier_timeout" => MessageOutcome.Unanswered,
        _ => MessageOutcome.Blocked,
    };

    private static ReportWeight WeightOf(string status) => status is "completed" ? ReportWeight.Word : ReportWeight.LastWord;
}
