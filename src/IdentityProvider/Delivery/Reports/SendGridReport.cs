using System.Text.Json;
using IdentityProvider.Delivery.Email;

namespace IdentityProvider.Delivery.Reports;

/// <summary>One event of SendGrid's Event Webhook.</summary>
/// <remarks>Source: sendgrid.com, Event Webhook reference.</remarks>
public static class SendGridReport
{
    // The id that SendGrid gave when it took the mail stands before the first dot; behind it is the server that sent it.
    /// <returns>Null when it is no event of a mail of ours.</returns>
    public static DeliveryReport? Read(JsonElement body) =>
        Guid.TryParse(body.Text("msg"), out var reference) && body.Id("sg_message_id")?.Split('.')[0] is { Length: > 0 } id && body.Text("event") is { } happened
            ? new DeliveryReport(Channel.Email, SendGridOptions.Provider, reference, id, OutcomeOf(happened, body), WeightOf(happened))
            : null;

    private static MessageOutcome? OutcomeOf(string happened, JsonElement body) => happened switch
    {
        "delivered" => MessageOutcome.Sent,

        // A bounce of the type "blocked" is the receiving server's refusal of us; any other one says that nobody is there.
        "bounce" => body.Text("type") is "blocked" ? MessageOutcome.Blocked : MessageOutcome.BadNumber,
        "dropped" => body.Text("reason") is "Bounced Address" or "Invalid" ? MessageOutcome.BadNumber : MessageOutcome.Blocked,
        _ => null,
    };

    // A mail server may take a mail and send it back a minute later.
    private static ReportWeight WeightOf(string happened) => happened is "delivered" ? ReportWeight.Word : ReportWeight.LastWord;
}
