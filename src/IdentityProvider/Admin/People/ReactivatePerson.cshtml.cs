using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin.People;

/// <summary>Somebody is back: the place they had in this clinic is theirs again. What was ended stays ended, so they sign in anew.</summary>
[SignedIn(LocalPage.AdminPersonReactivate, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class ReactivatePersonModel(
    PersonVisits visits, MembershipChanges changes, PersonActing acting, IStringLocalizer<PeopleTexts> texts) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public Guid? Membership { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    /// <summary>The memberships that this admin may give back.</summary>
    public IReadOnlyList<Membership> Choices => [.. Visit.Here.Where(m => m.DeactivatedAt is not null && AdminPower.MayGive(Visit.Admin.Role, m.Role))];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await ArriveAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (Choices.FirstOrDefault(m => m.Id == Membership) is not { } membership)
        {
            ModelState.AddModelError(nameof(Membership), texts["Membership.Choose"]);
            return Page();
        }

        if (acting.Read(ModelState, Reason) is not { } reason)
        {
            return Page();
        }

        await changes.ReactivateAsync(Visit, membership, reason, ct);
        return PersonActing.Back(Visit, "reactivate");
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.Membership, ct);
        Visit = arrival.Visit!;
        if (arrival.Visit is not null)
        {
            Membership ??= Choices is [var only] ? only.Id : null;
        }

        return arrival.Elsewhere;
    }
}
