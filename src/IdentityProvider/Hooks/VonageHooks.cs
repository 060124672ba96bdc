using System.Text.Json;
using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Reports;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.SignIn;

namespace IdentityProvider.Hooks;

/// <summary>POST /hooks/vonage/messages and /hooks/vonage/voice: what became of texts and calls, and what people answer to texts.</summary>
internal sealed class VonageHooks(VonageSignature signature, ReportIntake intake, TextReplies replies, HelpAnswers help, HookRefusals refusals)
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

    private async Task<IResult> HandleAsync(HttpRequest request, Func<JsonElement, Task<bool>> take, CancellationToken ct)
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

    private async Task<IResult> OnceAsync(string id, Func<Task<bool>> take, CancellationToken ct)
    {
        if ((await intake.NewAsync(Purpose, [id], ct)).Count == 0)
        {
            return Results.NoContent();
        }

        if (!await take())
        {
            return HookRefusals.TooSoon;
        }

        await intake.DoneAsync(Purpose, [id], VonageSignature.Window, ct);
        return Results.NoContent();
    }

    // A status has one; what somebody wrote has a text instead.
    private async Task<bool> TakeMessageAsync(JsonElement body, CancellationToken ct)
    {
        if (VonageTextReport.Read(body) is { } report)
        {
            if (report.Outcome is MessageOutcome.OptedOut && E164(body, "to") is { } number)
            {
                await replies.StopAtCarrierAsync(number, ct);
            }

            return await intake.TakeAsync(report, ct);
        }

        if (body.Text("status") is null && E164(body, "from") is { } sender
            && await replies.ReceiveAsync(sender, body.Text("text"), ct) is TextReply.Help)
        {
            await help.AnswerAsync(sender, body.Text("text"), ct);
        }

        return true;
    }

    private async Task<bool> TakeCallAsync(JsonElement body, string? message, CancellationToken ct) =>
        !Guid.TryParse(message, out var reference) || VonageCallReport.Read(body, reference) is not { } report || await intake.TakeAsync(report, ct);

    private static string? E164(JsonElement body, string name) =>
        body.Text(name)?.TrimStart('+') is { Length: >= 7 and <= 15 } digits && digits.All(char.IsAsciiDigit) ? "+" + digits : null;
}
