using IdentityProvider.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.SignIn.Steps.NoWayLeft;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class NoWayLeftModel(SignInFlow flow) : PageModel
{
    /// <summary>Whether a phone is on file, which another one may replace. Whoever lost anything else is let back in.</summary>
    public bool HasPhone { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, NoWayLeftStep.Page, ct);
        HasPhone = here.Turn?.Facts.HasPhone is true;
        return here.IsHere ? Page() : here.Elsewhere;
    }

    /// <summary>Another account may have a way in.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, NoWayLeftStep.Page, ct);
        return here.IsHere ? await flow.StartOverAsync(HttpContext, here.Turn.Attempt, ct) : here.Elsewhere;
    }
}
