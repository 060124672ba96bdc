using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Admin.People;

/// <summary>Ends at once what somebody has open for this clinic: the workstation left unlocked, the laptop that was stolen.</summary>
[SignedIn(LocalPage.AdminPersonSignOut, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class SignOutPersonModel(PersonVisits visits, PersonActing acting, Endings endings, TimeProvider clock) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await ArriveAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (acting.Read(ModelState, Reason) is not { } reason)
        {
            return Page();
        }

        var here = Visit.Here.Select(m => m.Id).ToList();
        var ended = await endings.EndAtAsync(PersonId, here, SessionEnd.EndedByAdmin, GrantEnd.EndedByAdmin, ct);
        acting.Record(Visit, reason, reasonId => new MembershipSignedOut(reasonId, ended));
        acting.Tell(Visit, new SignedOutByAdmin(clock.GetUtcNow(), Visit.Admin.Admin.DisplayName));
        return await acting.SaveAsync(Visit, "sign-out", ct);
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.Membership, ct);
        Visit = arrival.Visit!;
        return arrival.Elsewhere;
    }
}
