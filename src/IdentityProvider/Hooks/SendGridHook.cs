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

        return await TakeAsync(events, intake, ct) ? Results.NoContent() : HookRefusals.TooSoon;
    }

    private static async Task<bool> TakeAsync(JsonElement events, ReportIntake intake, CancellationToken ct)
    {
        var named = events.EnumerateArray().Select(e => (Name: e.Text("sg_event_id"), Report: SendGridReport.Read(e)))
            .Where(e => e.Name is not null && e.Report is not null).DistinctBy(e => e.Name).ToList();
        var unknown = await intake.NewAsync(Purpose, [.. named.Select(e => e.Name!)], ct);
        var done = new List<string>();
        foreach (var (name, report) in named.Where(e => unknown.Contains(e.Name!)))
        {
            if (await intake.TakeAsync(report!, ct))
            {
                done.Add(name!);
            }
        }

        await intake.DoneAsync(Purpose, done, SendGridSignature.Window, ct);
        return done.Count == unknown.Count;
    }
}
