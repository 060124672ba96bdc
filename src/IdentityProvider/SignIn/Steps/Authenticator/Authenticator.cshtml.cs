using IdentityProvider.Codes;
using IdentityProvider.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.SignIn.Steps.Authenticator;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class AuthenticatorModel(SignInFlow flow, TypedWays ways, TypedPages pages, WaySwitch another) : PageModel
{
    [BindProperty]
    public string? Digits { get; set; }

    /// <summary>"This time only" is preset: a browser is trusted by a choice, never by an oversight.</summary>
    [BindProperty]
    public bool Remember { get; set; }

    /// <summary>What the user calls the app.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Days for which this browser could be remembered; 0 where the policy or the page does not allow it.</summary>
    public int TrustDays { get; private set; }

    public IReadOnlyList<WayIn> OtherWays { get; private set; } = [];

    /// <summary>UTC.</summary>
    public DateTimeOffset Now { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, AuthenticatorStep.Page, ct);
        return !here.IsHere ? here.Elsewhere : await pages.LockedAsync(here.Turn, ct) ?? Show(here.Turn);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, AuthenticatorStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var way = here.Turn.Facts.WayToProve(here.Turn.Policy)!;
        var outcome = await ways.CheckAsync(here.Turn, way, Digits, ct);
        if (outcome.Result is CodeCheck.Accepted)
        {
            here.Turn.Attempt.AnswerTrust(Remember);
            return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
        }

        return await pages.RefusedAsync(HttpContext, here.Turn, way.Way, outcome, ModelState, ct) ?? Show(here.Turn);
    }

    public Task<IActionResult> OnPostAnotherWayAsync(CancellationToken ct) => another.AskAsync(HttpContext, AuthenticatorStep.Page, ct);

    private PageResult Show(SignInTurn turn)
    {
        var way = turn.Facts.WayToProve(turn.Policy)!;
        // A factor that only earns the right to set up another one earns no trust.
        (Name, TrustDays, Now) = (way.Masked, turn.Policy.Allows(way.Way) ? turn.Policy.TrustDays : 0, turn.Now);
        OtherWays = TypedPages.OtherThan(way, turn);
        Digits = null;
        return Page();
    }
}
