using IdentityProvider.Access;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.Identify;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class IdentifyModel(
    SignInFlow flow, SignInAttempts attempts, Sessions sessions, IdpDbContext db, IStringLocalizer<SignInTexts> texts) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, IdentifyStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        // Another tab finished meanwhile: one click goes on as that person.
        var demand = here.Turn.Attempt.Demand;
        if (!demand.SelectAccount && await sessions.CurrentAsync(HttpContext, ct) is { } session && demand.MayUse(session))
        {
            return SignInFlow.SeeOther(SignInFlow.With(SignInFlow.ContinuePage, here.Turn.Attempt));
        }

        Email = attempts.HintOf(here.Turn.Attempt);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, IdentifyStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var typed = new IdentifyValidator().Validate(this);
        if (!typed.IsValid)
        {
            ModelState.AddModelError(nameof(Email), texts[typed.Errors[0].ErrorMessage]);
            return Page();
        }

        // Whether the name belongs to anybody makes no difference to what comes next.
        var normalized = Users.User.Normalize(Email!);
        var userId = await db.Users.Where(u => u.NormalizedEmail == normalized && u.DeactivatedAt == null)
            .Select(u => (Guid?)u.Id).SingleOrDefaultAsync(ct);
        attempts.Identify(here.Turn.Attempt, Email!.Trim(), userId);
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }
}
