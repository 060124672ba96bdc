using IdentityProvider.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.SignIn.Steps.OfferTrust;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class OfferTrustModel(SignInFlow flow) : PageModel
{
    /// <summary>"This time only" is preset: a browser is trusted by a choice, never by an oversight.</summary>
    [BindProperty]
    public bool Remember { get; set; }

    public int Days { get; private set; }

    /// <summary>Until when the password would be enough here, UTC.</summary>
    public DateTimeOffset Until { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, OfferTrustStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        (Days, Until) = (here.Turn.Policy.TrustDays, here.Turn.Now.AddDays(here.Turn.Policy.TrustDays));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, OfferTrustStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        here.Turn.Attempt.AnswerTrust(Remember);
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }
}
