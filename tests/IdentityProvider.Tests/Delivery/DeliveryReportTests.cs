using System.Text.Json;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Reports;

namespace IdentityProvider.Tests.Delivery;

/// <summary>What carriers' words mean. Each is one of those that their references list.</summary>
[Trait("Row", "B10")]
public class DeliveryReportTests
{
    private static readonly Guid Message = Guid.Parse("0199e000-0000-7000-8000-000000000001");

    [Theory]
    [InlineData("submitted", null, null)]
    [InlineData("delivered", null, MessageOutcome.Sent)]
    [InlineData("read", null, MessageOutcome.Sent)]
    [InlineData("rejected", 1170, MessageOutcome.BadNumber)]
    [InlineData("rejected", 1120, MessageOutcome.BadCredentials)]
    [InlineData("rejected", 1240, MessageOutcome.OptedOut)]
    [InlineData("undeliverable", 1310, MessageOutcome.LandlineNoText)]
    [InlineData("undeliverable", 1190, MessageOutcome.BadNumber)]
    [InlineData("undeliverable", 1030, MessageOutcome.Blocked)]
    [InlineData("undeliverable", 1000, MessageOutcome.Blocked)]
    [InlineData("undeliverable", 9999, MessageOutcome.Blocked)]
    [InlineData("undeliverable", null, MessageOutcome.Blocked)]
    [InlineData("something new", null, null)]
    public void Texts(string status, int? error, MessageOutcome? outcome)
    {
        var problem = error is null ? "" : $$""","error":{"type":"https://developer.vonage.com/api-errors/messages#{{error}}","title":"x"}""";
        var report = VonageTextReport.Read(Json($$"""{"message_uuid":"abc-1","client_ref":"{{Message}}","status":"{{status}}"{{problem}},"usage":{"currency":"EUR","price":"0.0333"} }"""));

        Assert.Equal((Message, "vonage", "abc-1", outcome), (report!.MessageId, report.Provider, report.ProviderMessageId, report.Outcome));
        Assert.Equal(new Cost(0.0333m, "EUR"), report.Cost);
    }

    [Theory]
    [InlineData("started", null, null, ReportWeight.LastWord)]
    [InlineData("ringing", null, null, ReportWeight.LastWord)]
    [InlineData("answered", null, null, ReportWeight.LastWord)]
    [InlineData("human", null, null, ReportWeight.LastWord)]
    [InlineData("completed", null, MessageOutcome.Sent, ReportWeight.Word)]
    [InlineData("machine", null, MessageOutcome.Unanswered, ReportWeight.LastWord)]
    [InlineData("unanswered", null, MessageOutcome.Unanswered, ReportWeight.LastWord)]
    [InlineData("busy", null, MessageOutcome.Unanswered, ReportWeight.LastWord)]
    [InlineData("timeout", null, MessageOutcome.Unanswered, ReportWeight.LastWord)]
    [InlineData("cancelled", null, MessageOutcome.Unanswered, ReportWeight.LastWord)]
    [InlineData("failed", "invalid_number", MessageOutcome.BadNumber, ReportWeight.LastWord)]
    [InlineData("failed", "number_out_of_service", MessageOutcome.BadNumber, ReportWeight.LastWord)]
    [InlineData("failed", "internal_error", MessageOutcome.Blocked, ReportWeight.LastWord)]
    [InlineData("failed", "cannot_route", MessageOutcome.Blocked, ReportWeight.LastWord)]
    [InlineData("rejected", "declined", MessageOutcome.Unanswered, ReportWeight.LastWord)]
    [InlineData("rejected", "restricted", MessageOutcome.Blocked, ReportWeight.LastWord)]
    [InlineData("rejected", null, MessageOutcome.Blocked, ReportWeight.LastWord)]
    public void Calls(string status, string? detail, MessageOutcome? outcome, ReportWeight weight)
    {
        var why = detail is null ? "" : $$""","detail":"{{detail}}" """;

        var report = VonageCallReport.Read(Json($$"""{"uuid":"u-1","status":"{{status}}","price":"0.00525"{{why}}}"""), Message);

        Assert.Equal((Message, outcome, weight, new Cost(0.00525m, "EUR")), (report!.MessageId, report.Outcome, report.Weight, report.Cost));
    }

    [Theory]
    [InlineData("processed", "", null)]
    [InlineData("deferred", "", null)]
    [InlineData("open", "", null)]
    [InlineData("delivered", "", MessageOutcome.Sent)]
    [InlineData("bounce", ""","type":"bounce","reason":"550 <pat@mail.example> is not here" """, MessageOutcome.BadNumber)]
    [InlineData("bounce", ""","type":"blocked" """, MessageOutcome.Blocked)]
    [InlineData("dropped", ""","reason":"Bounced Address" """, MessageOutcome.BadNumber)]
    [InlineData("dropped", ""","reason":"Spam Reporting Address" """, MessageOutcome.Blocked)]
    public void Mails(string happened, string more, MessageOutcome? outcome)
    {
        var report = SendGridReport.Read(Json($$"""{"sg_message_id":"x.recvd-1","event":"{{happened}}","msg":"{{Message}}"{{more}}}"""));

        Assert.Equal((Message, "sendgrid", "x", outcome), (report!.MessageId, report.Provider, report.ProviderMessageId, report.Outcome));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""7""")]
    [InlineData("""{"message_uuid":7,"client_ref":"0199e000-0000-7000-8000-000000000001","status":"delivered","uuid":[],"msg":{},"sg_message_id":null,"event":true}""")]
    [InlineData("""{"message_uuid":"a b","uuid":"a\u0000b","client_ref":"0199e000-0000-7000-8000-000000000001","status":"delivered"}""")]
    [InlineData("""{"message_uuid":"a","sg_message_id":"a","client_ref":"somebody else's","msg":"somebody else's","status":"delivered","event":"delivered"}""")]
    public void What_is_no_report_of_a_message_of_ours_is_none(string body)
    {
        Assert.Null(VonageTextReport.Read(Json(body)));
        Assert.Null(SendGridReport.Read(Json(body)));
        Assert.Null(VonageCallReport.Read(Json(body), Message));
    }

    [Theory]
    [InlineData("\"-1\"", "EUR")]
    [InlineData("\"10000\"", "EUR")]
    [InlineData("\"1,5\"", "EUR")]
    [InlineData("\"1e400\"", "EUR")]
    [InlineData("\"NaN\"", "EUR")]
    [InlineData("{}", "EUR")]
    [InlineData("\"1\"", "eur")]
    [InlineData("\"1\"", "EURO")]
    public void A_price_that_is_none_is_not_kept(string price, string currency) =>
        Assert.Null(VonageTextReport.Read(Json($$"""{"message_uuid":"a","client_ref":"{{Message}}","status":"delivered","usage":{"price":{{price}},"currency":"{{currency}}"} }"""))!.Cost);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
