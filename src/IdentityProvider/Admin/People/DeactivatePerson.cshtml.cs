using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin.People;

/// <summary>Somebody leaves: their place in this clinic ends, with everything they have open for it. Only an operator closes the account.</summary>
[SignedIn(LocalPage.AdminPersonDeactivate, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class DeactivatePersonModel(
    PersonVisits visits, MembershipChanges changes, PersonActing acting, IStringLocalizer<PeopleTexts> texts) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public Guid? Membership { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    /// <summary>The memberships that can be ended: one may be staff and patient at the same clinic.</summary>
    public IReadOnlyList<Membership> Choices => [.. Visit.Here.Where(m => m.IsActive)];

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

        if (!await changes.DeactivateAsync(Visit, membership, reason, ct))
        {
            ModelState.AddModelError("", texts["Membership.LastOwner"]);
            return Page();
        }

        return PersonActing.Back(Visit, "deactivate");
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
