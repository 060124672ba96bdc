using IdentityProvider.Codes;
using IdentityProvider.Factors;
using IdentityProvider.Limits;
using IdentityProvider.SignIn.PhoneReset;
using IdentityProvider.SignIn.Steps.Code;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.SignIn.Steps.ConfirmFactor;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class ConfirmFactorModel(SignInFlow flow, SignInCodes codes, FactorSetUp setUp, PhoneResetUse resets, CodeSentences sentences) : PageModel
{
    [BindProperty]
    public string? Digits { get; set; }

    /// <summary>What was sent, where to, until when; null when no code could be sent yet.</summary>
    public CodeStatus? Status { get; private set; }

    /// <summary>What is being set up.</summary>
    public Way SetUpWay { get; private set; }

    /// <summary>The other way to reach the same phone, where the policy allows it: "call me instead".</summary>
    public Way? Instead { get; private set; }

    /// <summary>UTC, for the waits and the time left.</summary>
    public DateTimeOffset Now { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, ConfirmFactorStep.Page, ct);
        return here.IsHere ? await ShowAsync(here.Turn, ct) : here.Elsewhere;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, ConfirmFactorStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var outcome = await codes.CheckSetUpAsync(here.Turn, Digits ?? "", ct);
        if (outcome is not { Result: CodeCheck.Accepted, Channel: { } channel })
        {
            return await RefuseAsync(here.Turn, outcome, ct);
        }

        if (here.Turn.Facts.ReplacesPhone(here.Turn.Policy))
        {
            await resets.FinishAsync(here.Turn, channel, ct);
        }
        else
        {
            await setUp.FinishAsync(here.Turn, channel, ct);
        }

        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct, setsUp: true);
    }

    /// <summary>"Send again", and "call me instead" for a phone. Too early is no error: the page shows the wait.</summary>
    public async Task<IActionResult> OnPostSendAsync(Way? way, CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, ConfirmFactorStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var attempt = here.Turn.Attempt;
        if (way is Way.Text or Way.Voice && attempt.SetUpPhoneId is not null && here.Turn.Policy.Allows(way.Value))
        {
            attempt.SetUp(way.Value, attempt.SetUpPhoneId);
        }

        await codes.SendSetUpAsync(here.Turn, ct);
        return await flow.SaveAsync(HttpContext, attempt, SignInFlow.With(ConfirmFactorStep.Page, attempt), ct);
    }

    /// <summary>"Change the number", or the way.</summary>
    public async Task<IActionResult> OnPostChangeAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, ConfirmFactorStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        here.Turn.Attempt.SetUpAnew();
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    private async Task<IActionResult> RefuseAsync(SignInTurn turn, CodeCheckOutcome outcome, CancellationToken ct)
    {
        if (outcome.Result is CodeCheck.Late)
        {
            await codes.SendSetUpAsync(turn, ct, atOnce: true);
        }

        if (outcome.Result is CodeCheck.Locked or CodeCheck.FactorOff)
        {
            return await flow.SaveAsync(HttpContext, turn.Attempt, SignInFlow.With(SignInFlow.LockedPage, turn.Attempt), ct);
        }

        await flow.SaveAsync(HttpContext, turn.Attempt, ConfirmFactorStep.Page, ct);
        ModelState.AddModelError(nameof(Digits), sentences.Of(outcome));
        return await ShowAsync(turn, ct);
    }

    private async Task<PageResult> ShowAsync(SignInTurn turn, CancellationToken ct)
    {
        Status = await codes.CurrentSetUpAsync(turn, ct);
        SetUpWay = turn.Attempt.SetUpWay!.Value;
        Instead = InsteadOf(SetUpWay) is { } other && turn.Policy.Allows(other) && await codes.ReachesSetUpAsync(turn, other, ct) ? other : null;
        Now = turn.Now;
        Digits = null;
        return Page();
    }

    private static Way? InsteadOf(Way way) => way switch
    {
        Way.Text => Way.Voice,
        Way.Voice => Way.Text,
        Way.Email or Way.AuthenticatorApp or Way.Passkey or Way.RecoveryCode or Way.BypassCode => null,
    };
}
