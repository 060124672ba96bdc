using System.Collections.Immutable;
using IdentityProvider.Factors;
using IdentityProvider.Limits;
using IdentityProvider.SignIn.Steps.Identify;
using IdentityProvider.SignIn.Steps.Password;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.Passkey;

/// <summary>Asks for a passkey, by script, and takes its answer. Without a script it says so and leads to the other ways.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class PasskeyModel(SignInFlow flow, PasskeyProof proof, IStringLocalizer<SignInTexts> texts) : PageModel
{
    /// <summary>Which challenge is answered.</summary>
    [BindProperty]
    public Guid? Question { get; set; }

    /// <summary>The authenticator's answer, as the browser's own JSON.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    /// <summary>Whether the passkey takes the place of name and password. Otherwise it is the second factor.</summary>
    public bool IsAlone { get; private set; }

    /// <summary>Whether the session was only left alone too long and the passkey opens it again.</summary>
    public bool IsUnlock { get; private set; }

    /// <summary>The other ways on file, where it is the second factor.</summary>
    public ImmutableArray<WayIn> OtherWays { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await ArriveAsync(ct);
        return here.IsHere ? Show(here.Turn) : here.Elsewhere;
    }

    /// <summary>Draws the challenge and says what to ask the authenticator. A GET could not: it changes nothing.</summary>
    public async Task<IActionResult> OnPostQuestionAsync(CancellationToken ct)
    {
        var here = await ArriveAsync(ct);
        return here.IsHere ? PasskeyQuestionResult.Of(await proof.AskAsync(HttpContext, here.Turn, IsAloneAt(here.Turn))) : PasskeyQuestionResult.Moved;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await ArriveAsync(ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var refusal = await proof.CheckAsync(HttpContext, here.Turn, IsAloneAt(here.Turn), new PasskeyReply(Question, Credential), ct);
        if (refusal is not { } why)
        {
            return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
        }

        await flow.SaveAsync(HttpContext, here.Turn.Attempt, PasskeyStep.Page, ct);
        ModelState.AddModelError("", texts[why == PasskeyRefusal.NotAsked ? "Passkey.TookTooLong" : "Passkey.NotAccepted"]);
        return Show(here.Turn);
    }

    /// <summary>"Use another way".</summary>
    public async Task<IActionResult> OnPostAnotherWayAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, PasskeyStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        here.Turn.Attempt.AskToChoose();
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    private Task<Arrival> ArriveAsync(CancellationToken ct) =>
        flow.ArriveAsync(HttpContext, PasskeyStep.Page, ct, IdentifyStep.Page, PasswordStep.Page);

    // In a reset the link has said who it is: only that user's passkeys are asked for, beside the other ways on file.
    private static bool IsAloneAt(SignInTurn turn) =>
        !turn.Facts.IsRecovering && (turn.Facts.IsLocked || !turn.Policy.AcceptsPassword(turn.Facts.Proofs));

    private PageResult Show(SignInTurn turn)
    {
        IsAlone = IsAloneAt(turn);
        IsUnlock = turn.Facts.IsLocked;
        OtherWays = IsAlone ? [] : [.. turn.Facts.WaysToProve(turn.Policy).Where(way => way.Way != Way.Passkey)];
        return Page();
    }
}
