using System.Text.Json;
using IdentityProvider.Delivery.Texts;

namespace IdentityProvider.Delivery.Reports;

/// <summary>A status webhook of Vonage's Messages API, of a text.</summary>
/// <remarks>Source: developer.vonage.com, Messages API v1, webhook reference "Message status".</remarks>
public static class VonageTextReport
{
    /// <returns>Null when it is no report of a message of ours.</returns>
    public static DeliveryReport? Read(JsonElement body) =>
        body.Id("message_uuid") is { } id && Guid.TryParse(body.Text("client_ref"), out var reference) && body.Text("status") is { } status
            ? new DeliveryReport(Channel.Text, VonageOptions.Provider, reference, id, OutcomeOf(status, body), WeightOf(status))
            {
                Cost = body.Member("usage") is { } usage ? ReportBody.CostIn(usage, "price", usage.Text("currency") ?? "") : null,
            }
            : null;

    // "read" is of other channels, and says no less than "delivered".
    private static MessageOutcome? OutcomeOf(string status, JsonElement body) => status switch
    {
        "delivered" or "read" => MessageOutcome.Sent,

        // Nobody tries again what was taken, so no outcome that promises it.
        "rejected" or "undeliverable" => VonageAnswers.OutcomeOf(body.Member("error")) is { } outcome && !outcome.IsWorthRetrying() ? outcome : MessageOutcome.Blocked,
        _ => null,
    };

    private static ReportWeight WeightOf(string status) => status is "delivered" or "read" ? ReportWeight.LastWord : ReportWeight.Word;
}
