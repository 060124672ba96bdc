using System.Collections.Immutable;
using IdentityProvider.Codes;
using IdentityProvider.Factors;
using IdentityProvider.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.SignIn.Steps.Code;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class CodeModel(SignInFlow flow, SignInCodes codes, CodeSentences sentences) : PageModel
{
    [BindProperty]
    public string? Digits { get; set; }

    /// <summary>"This time only" is preset: a browser is trusted by a choice, never by an oversight.</summary>
    [BindProperty]
    public bool Remember { get; set; }

    /// <summary>What was sent, where to, until when; null when no code could be sent yet.</summary>
    public CodeStatus? Status { get; private set; }

    /// <summary>Days for which this browser could be remembered; 0 where the policy or the page does not allow it.</summary>
    public int TrustDays { get; private set; }

    /// <summary>The other ways on file, for "call me instead" and "use another way".</summary>
    public ImmutableArray<WayIn> OtherWays { get; private set; } = [];

    /// <summary>Whether it is a password reset that the code is for: whoever has lost everything is led on from here.</summary>
    public bool IsReset { get; private set; }

    /// <summary>Whether a phone is on file, which another one may replace. Whoever lost anything else is let back in.</summary>
    public bool HasPhone { get; private set; }

    /// <summary>UTC, for the waits and the time left.</summary>
    public DateTimeOffset Now { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, CodeStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        return await codes.LockedUntilAsync(here.Turn.User!, ct) is null
            ? await ShowAsync(here.Turn, ct)
            : SignInFlow.SeeOther(SignInFlow.With(SignInFlow.LockedPage, here.Turn.Attempt));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, CodeStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var outcome = await codes.CheckAsync(here.Turn, Digits ?? "", ct);
        if (outcome.Result is not CodeCheck.Accepted)
        {
            return await RefuseAsync(here.Turn, outcome, ct);
        }

        here.Turn.Attempt.AnswerTrust(Remember);
        return await flow.AdvanceAsync(HttpContext, here.Turn, ct);
    }

    /// <summary>"Send the same code again", and "call me instead" when it names another way. Too early is no error: the page shows the wait.</summary>
    public async Task<IActionResult> OnPostSendAsync(Way? way, CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, CodeStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var turn = here.Turn;
        if (way is { } other && Ways.IsSent(other) && turn.Facts.WaysToProve(turn.Policy).Any(open => open.Way == other))
        {
            turn.Attempt.Choose(other);
            turn = turn with { Facts = turn.Facts with { Chosen = other } };
        }

        await codes.SendAsync(turn, ct);
        return await flow.SaveAsync(HttpContext, here.Turn.Attempt, SignInFlow.With(CodeStep.Page, here.Turn.Attempt), ct);
    }

    /// <summary>"Use another way".</summary>
    public async Task<IActionResult> OnPostAnotherWayAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, CodeStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        here.Turn.Attempt.AskToChoose();
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    // A refused try is saved too: it is in the log, and a late code has drawn a fresh one.
    private async Task<IActionResult> RefuseAsync(SignInTurn turn, CodeCheckOutcome outcome, CancellationToken ct)
    {
        if (outcome.Result is CodeCheck.Late)
        {
            await codes.SendAsync(turn, ct, atOnce: true);
        }

        if (outcome.Result is CodeCheck.Locked or CodeCheck.FactorOff)
        {
            return await flow.SaveAsync(HttpContext, turn.Attempt, SignInFlow.With(SignInFlow.LockedPage, turn.Attempt), ct);
        }

        await flow.SaveAsync(HttpContext, turn.Attempt, CodeStep.Page, ct);
        ModelState.AddModelError(nameof(Digits), sentences.Of(outcome));
        return await ShowAsync(turn, ct);
    }

    private async Task<PageResult> ShowAsync(SignInTurn turn, CancellationToken ct)
    {
        Status = await codes.CurrentAsync(turn, ct);
        // A factor that only earns the right to set up another one earns no trust.
        TrustDays = turn.Facts.WayToProve(turn.Policy) is { } way && turn.Policy.Allows(way.Way) ? turn.Policy.TrustDays : 0;
        OtherWays = [.. turn.Facts.WaysToProve(turn.Policy).Where(way => way.Way != turn.Attempt.ChosenWay)];
        (Now, IsReset, HasPhone) = (turn.Now, turn.Facts.IsRecovering, turn.Facts.HasPhone);
        Digits = null;
        return Page();
    }
}
