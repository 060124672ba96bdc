using System.Text.Json;
using IdentityProvider.Delivery.Email;
using IdentityProvider.Delivery.Reports;

namespace IdentityProvider.Hooks;

/// <summary>POST /hooks/sendgrid: SendGrid's Event Webhook, a list of what became of mails.</summary>
internal static class SendGridHook
{
    private const string Purpose = "sendgrid-event";

    public static async Task<IResult> HandleAsync(HttpRequest request, SendGridSignature signature, ReportIntake intake, HookRefusals refusals, CancellationToken ct)
    {
        if (!signature.IsSet)
        {
            return HookRefusals.NobodyListens;
        }

        if (await HookBody.ReadAsync(request, ct) is not { } body)
        {
            return HookRefusals.TooLong;
        }

        if (!signature.IsGood(request.Headers, body))
        {
            return refusals.NotBelieved(SendGridOptions.Provider);
        }

        if (HookBody.Parse(body) is not { ValueKind: JsonValueKind.Array } events)
        {
            return HookRefusals.NotUnderstood;
        }

        await TakeAsync(events, intake, ct);
        return Results.NoContent();
    }

    private static async Task TakeAsync(JsonElement events, ReportIntake intake, CancellationToken ct)
    {
        var named = events.EnumerateArray().Select(e => (Name: e.Text("sg_event_id"), Report: SendGridReport.Read(e)))
            .Where(e => e.Name is not null && e.Report is not null).DistinctBy(e => e.Name).ToList();
        var unknown = await intake.NewAsync(Purpose, [.. named.Select(e => e.Name!)], ct);
        foreach (var (_, report) in named.Where(e => unknown.Contains(e.Name!)))
        {
            await intake.TakeAsync(report!, ct);
        }

        await intake.DoneAsync(Purpose, unknown, SendGridSignature.Window, ct);
    }
}
