using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin.People;

/// <summary>Makes somebody an admin or an owner, or takes that away. Nobody gives a role above their own.</summary>
[SignedIn(LocalPage.AdminPersonRole, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class ChangeRoleModel(
    PersonVisits visits, MembershipChanges changes, PersonActing acting, IStringLocalizer<PeopleTexts> texts) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public Role? Role { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    /// <summary>The membership among those who work here; a patient is a patient.</summary>
    public Membership? Current => Visit.Here.FirstOrDefault(m => m.IsActive && m.Group == RoleGroup.Staff);

    public IReadOnlyList<Role> Choices => [.. Enum.GetValues<Role>().Where(role =>
        Clinics.Membership.GroupOf(role) == RoleGroup.Staff && AdminPower.MayGive(Visit.Admin.Role, role))];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        Role = Current!.Role;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (Role is not { } role || role == Current!.Role || !Choices.Contains(role))
        {
            ModelState.AddModelError(nameof(Role), texts["Role.Choose"]);
            return Page();
        }

        if (acting.Read(ModelState, Reason) is not { } reason)
        {
            return Page();
        }

        if (!await changes.ChangeRoleAsync(Visit, Current!, role, reason, ct))
        {
            ModelState.AddModelError("", texts["Membership.LastOwner"]);
            return Page();
        }

        return PersonActing.Back(Visit, "role");
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.Membership, ct);
        Visit = arrival.Visit!;
        return arrival.Elsewhere ?? (Current is null ? NotFound() : null);
    }
}
