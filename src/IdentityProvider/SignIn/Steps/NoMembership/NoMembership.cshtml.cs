using IdentityProvider.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.SignIn.Steps.NoMembership;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class NoMembershipModel(SignInFlow flow, SignInAttempts attempts, SignInEnding ending) : PageModel
{
    /// <summary>Who is signed in, so that people see whether it is the right account.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The app that is not for them; null on our own pages.</summary>
    public string? AppName { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, NoMembershipStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        Name = attempts.TypedNameOf(here.Turn.Attempt);
        AppName = here.Turn.Attempt.Demand.AppName;
        return Page();
    }

    /// <summary>Back to the app, which hears access_denied.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, NoMembershipStep.Page, ct);
        return here.IsHere
            ? await flow.SaveAsync(HttpContext, here.Turn.Attempt, ending.Deny(here.Turn), ct)
            : here.Elsewhere;
    }

    /// <summary>Another account may be the right one.</summary>
    public async Task<IActionResult> OnPostSomeoneElseAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, NoMembershipStep.Page, ct);
        return here.IsHere ? await flow.StartOverAsync(HttpContext, here.Turn.Attempt, ct) : here.Elsewhere;
    }
}
