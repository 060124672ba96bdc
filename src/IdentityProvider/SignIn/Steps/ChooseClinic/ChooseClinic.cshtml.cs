using IdentityProvider.Clinics;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.ChooseClinic;

/// <summary>One card of the page.</summary>
public sealed record ClinicChoice(Guid MembershipId, string ClinicName, Role Role);

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class ChooseClinicModel(SignInFlow flow, IdpDbContext db, IStringLocalizer<SignInTexts> texts) : PageModel
{
    [BindProperty]
    public Guid? Membership { get; set; }

    public IReadOnlyList<ClinicChoice> Choices { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, ChooseClinicStep.Page, ct);
        return here.IsHere ? await ShowAsync(here.Turn, ct) : here.Elsewhere;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, ChooseClinicStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        // Only what fits was offered, and only what was offered is taken.
        if (here.Turn.Facts.Fitting.All(fitting => fitting.Id != Membership))
        {
            ModelState.AddModelError(nameof(Membership), texts["ChooseClinic.Empty"]);
            return await ShowAsync(here.Turn, ct);
        }

        here.Turn.Attempt.ChooseClinic(Membership!.Value);
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    private async Task<PageResult> ShowAsync(SignInTurn turn, CancellationToken ct)
    {
        var ids = turn.Facts.Fitting.Select(membership => membership.ClinicId).ToList();
        var names = await db.Clinics.Where(clinic => ids.Contains(clinic.Id)).ToDictionaryAsync(clinic => clinic.Id, clinic => clinic.Name, ct);

        // Where somebody was last is where they most often are.
        Choices = [.. turn.Facts.Fitting.OrderByDescending(membership => membership.LastUsedAt ?? DateTimeOffset.MinValue).Select(membership => new ClinicChoice(membership.Id, names[membership.ClinicId], membership.Role))];
        Membership ??= Choices[0].MembershipId;
        return Page();
    }
}
