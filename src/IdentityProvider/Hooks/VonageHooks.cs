using System.Text.Json;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Reports;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.SignIn;

namespace IdentityProvider.Hooks;

/// <summary>POST /hooks/vonage/messages and /hooks/vonage/voice: what became of texts and calls, and what people answer to texts.</summary>
internal sealed class VonageHooks(
    VonageSignature signature, ReportIntake intake, TextReplies replies, OptOuts optOuts, HookRefusals refusals)
{
    private const string Purpose = "vonage-webhook";

    public static Task<IResult> MessagesAsync(HttpRequest request, VonageHooks hooks, CancellationToken ct) =>
        hooks.HandleAsync(request, body => hooks.TakeMessageAsync(body, ct), ct);

    /// <param name="request">The event.</param>
    /// <param name="hooks">What takes it in.</param>
    /// <param name="message">Our reference, in the address that we gave for this call's events.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<IResult> VoiceAsync(HttpRequest request, VonageHooks hooks, string? message, CancellationToken ct) =>
        hooks.HandleAsync(request, body => hooks.TakeCallAsync(body, message, ct), ct);

    private async Task<IResult> HandleAsync(HttpRequest request, Func<JsonElement, Task> take, CancellationToken ct)
    {
        if (!signature.IsSet)
        {
            return HookRefusals.NobodyListens;
        }

        if (request.Headers.Authorization.Count == 0)
        {
            return refusals.Unsigned(VonageOptions.Provider);
        }

        if (await HookBody.ReadAsync(request, ct) is not { } body)
        {
            return HookRefusals.TooLong;
        }

        if (await signature.IdIfGoodAsync(request.Headers.Authorization, body) is not { } id)
        {
            return refusals.NotBelieved(VonageOptions.Provider);
        }

        return HookBody.Parse(body) is { ValueKind: JsonValueKind.Object } report ? await OnceAsync(id, () => take(report), ct) : HookRefusals.NotUnderstood;
    }

    private async Task<IResult> OnceAsync(string id, Func<Task> take, CancellationToken ct)
    {
        if ((await intake.NewAsync(Purpose, [id], ct)).Count > 0)
        {
            await take();
            await intake.DoneAsync(Purpose, [id], VonageSignature.Window, ct);
        }

        return Results.NoContent();
    }

    // A status has one; what somebody wrote has a text instead.
    private async Task TakeMessageAsync(JsonElement body, CancellationToken ct)
    {
        if (VonageTextReport.Read(body) is { } report)
        {
            await intake.TakeAsync(report, ct);
            await (report.Outcome is MessageOutcome.OptedOut && E164(body, "to") is { } number ? optOuts.StopAsync(number, OptOutSource.Carrier, ct) : Task.CompletedTask);
        }
        else if (body.Text("status") is null && E164(body, "from") is { } sender)
        {
            await replies.ReceiveAsync(sender, body.Text("text"), ct);
        }
    }

    private Task TakeCallAsync(JsonElement body, string? message, CancellationToken ct) =>
        Guid.TryParse(message, out var reference) && VonageCallReport.Read(body, reference) is { } report ? intake.TakeAsync(report, ct) : Task.CompletedTask;

    private static string? E164(JsonElement body, string name) =>
        body.Text(name)?.TrimStart('+') is { Length: >= 7 and <= 15 } digits && digits.All(char.IsAsciiDigit) ? "+" + digits : null;
}
