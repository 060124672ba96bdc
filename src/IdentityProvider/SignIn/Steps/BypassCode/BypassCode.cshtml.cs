using IdentityProvider.Codes;
using IdentityProvider.Factors;
using IdentityProvider.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.SignIn.Steps.BypassCode;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class BypassCodeModel(SignInFlow flow, TypedWays ways, TypedPages pages, WaySwitch another) : PageModel
{
    [BindProperty]
    public string? Digits { get; set; }

    /// <summary>Whether the user has no factor, and could set one up instead of typing the code.</summary>
    public bool CanSetUp { get; private set; }

    public IReadOnlyList<WayIn> OtherWays { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, BypassCodeStep.Page, ct);
        return !here.IsHere ? here.Elsewhere : await pages.LockedAsync(here.Turn, ct) ?? Show(here.Turn);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, BypassCodeStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var outcome = await ways.CheckAsync(here.Turn, here.Turn.Facts.WayToProve(here.Turn.Policy)!, Digits, ct);
        if (outcome.Result is CodeCheck.Accepted)
        {
            // What was on paper, or was read out, proves nothing about this browser: it is never remembered for it.
            here.Turn.Attempt.AnswerTrust(wanted: false);
            return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
        }

        return await pages.RefusedAsync(HttpContext, here.Turn, Way.BypassCode, outcome, ModelState, ct) ?? Show(here.Turn);
    }

    public Task<IActionResult> OnPostAnotherWayAsync(CancellationToken ct) => another.AskAsync(HttpContext, BypassCodeStep.Page, ct);

    /// <summary>"Set up a way of my own": for whoever has none yet.</summary>
    public async Task<IActionResult> OnPostSetUpAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, BypassCodeStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        here.Turn.Attempt.ChooseNothing();
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    private PageResult Show(SignInTurn turn)
    {
        CanSetUp = (turn.Facts with { Chosen = null, AsksToChoose = false }).MustSetUp(turn.Policy);
        OtherWays = TypedPages.OtherThan(turn.Facts.WayToProve(turn.Policy)!, turn);
        return Page();
    }
}
