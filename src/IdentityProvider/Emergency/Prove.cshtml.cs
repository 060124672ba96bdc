using System.Collections.Immutable;
using IdentityProvider.Codes;
using IdentityProvider.Factors;
using IdentityProvider.Limits;
using IdentityProvider.SignIn;
using IdentityProvider.SignIn.Steps.Passkey;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Emergency;

/// <summary>The second proof of emergency access. Whatever the clinic's methods are, any that the person has counts.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class ProveModel(
    EmergencyVisits visits, SignInFlow flow, SignInCodes codes, EmergencyProof proof, EmergencyOpening opening, IStringLocalizer<EmergencyTexts> texts) : PageModel
{
    [BindProperty]
    public string? Code { get; set; }

    /// <summary>At which clinic, where the person is named at several.</summary>
    [BindProperty]
    public Guid? ClinicId { get; set; }

    /// <summary>Which challenge a passkey answers.</summary>
    [BindProperty]
    public Guid? Question { get; set; }

    /// <summary>Its answer, as the browser's own JSON; null when a code was typed.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    public EmergencyVisit Visit { get; private set; } = null!;

    /// <summary>By which a code can be sent.</summary>
    public ImmutableArray<WayIn> Sendable => [.. Visit.Turn.Facts.WaysToProve(Visit.Turn.Policy).Where(way => Ways.IsSent(way.Way))];

    /// <summary>Whether a passkey is on file: the one proof that is always at hand.</summary>
    public bool HasPasskey => Visit.Turn.Facts.WaysToProve(Visit.Turn.Policy).Any(way => way.Way == Way.Passkey);

    /// <summary>What was sent already.</summary>
    public CodeStatus? Status { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await ArriveAsync(ct) ?? await ShowAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (Visit.DoorAt(ClinicId) is not { } door)
        {
            return await RefuseAsync(nameof(ClinicId), texts["Prove.Where"], ct);
        }

        if (Credential is null && string.IsNullOrWhiteSpace(Code))
        {
            return await RefuseAsync(nameof(Code), texts["Code.Empty"], ct);
        }

        var answer = await CheckAsync(door, ct);
        if (answer.Result != EmergencyResult.Right)
        {
            return await RefuseAsync(
                Credential is null ? nameof(Code) : "", answer.Words(texts, Credential is null ? "Prove" : "Passkey", Visit.Turn.Now), ct);
        }

        var path = await opening.OpenAsync(HttpContext, Visit.Turn, door, ct);
        return await flow.SaveAsync(HttpContext, Visit.Turn.Attempt, path, ct);
    }

    /// <summary>Draws the challenge and says what to ask the authenticator.</summary>
    public async Task<IActionResult> OnPostQuestionAsync(CancellationToken ct) =>
        await ArriveAsync(ct) is null ? PasskeyQuestionResult.Of(await proof.AskAsync(HttpContext, Visit.Turn)) : PasskeyQuestionResult.Moved;

    public async Task<IActionResult> OnPostSendAsync(Way way, CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        var attempt = Visit.Turn.Attempt;
        var problem = Sendable.Any(open => open.Way == way) ? await SendAsync(way, ct) : null;
        var saved = await flow.SaveAsync(HttpContext, attempt, SignInFlow.With(SignInFlow.EmergencyProofPage, attempt), ct);
        return problem is null ? saved : await RefuseAsync(nameof(Code), problem, ct);
    }

    // Null when it was sent. Whoever cannot wait has to know at once that nothing comes, and to take another way.
    private async Task<string?> SendAsync(Way way, CancellationToken ct)
    {
        Visit.Turn.Attempt.Choose(way);
        var send = await codes.SendAsync(Visit.Turn with { Facts = Visit.Turn.Facts with { Chosen = way } }, ct);
        var seconds = Math.Max(1, (int)Math.Ceiling((send.NextSendAt - Visit.Turn.Now).TotalSeconds));
        return send.Result switch
        {
            CodeSendResult.Sent => null,
            CodeSendResult.TooSoon => texts["Send.TooSoon", seconds].Value,
            CodeSendResult.OverBudget => texts["Send.OverBudget", (seconds + 59) / 60].Value,
            CodeSendResult.Locked => texts["Send.Locked", (seconds + 59) / 60].Value,
        };
    }

    /// <summary>Back to an ordinary sign-in; what was proven here does not count there.</summary>
    public async Task<IActionResult> OnPostLeaveAsync(CancellationToken ct) => await ArriveAsync(ct) is { } elsewhere
        ? elsewhere
        : await flow.StartOverAsync(HttpContext, Visit.Turn.Attempt, ct);

    private Task<EmergencyAnswer> CheckAsync(EmergencyDoor door, CancellationToken ct) => Credential is null
        ? proof.CheckAsync(HttpContext, Visit.Turn, door, Code!, ct)
        : proof.CheckAsync(HttpContext, Visit.Turn, new PasskeyReply(Question, Credential), ct);

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var (visit, elsewhere) = await visits.BeginAsync(HttpContext, ct);
        Visit = visit!;
        return elsewhere;
    }

    private async Task<PageResult> RefuseAsync(string field, string problem, CancellationToken ct)
    {
        ModelState.AddModelError(field, problem);
        (Code, Credential) = (null, null);
        return await ShowAsync(ct);
    }

    private async Task<PageResult> ShowAsync(CancellationToken ct)
    {
        Status = await codes.CurrentAsync(Visit.Turn, ct);
        return Page();
    }
}
