using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Admin.People;

/// <summary>Ends at once everything somebody has anywhere, trust in browsers and the long-lived access of apps included.</summary>
[SignedIn(LocalPage.AdminPersonEndEverything, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class EndEverythingModel(PersonVisits visits, PersonActing acting, CredentialEndings endings, TimeProvider clock) : PageModel
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

        await endings.EndByAdminAsync(PersonId, ct);
        acting.Record(Visit, reason, reasonId => new SignedOutEverywhere(reasonId));
        acting.Tell(Visit, new SignedOutByAdmin(clock.GetUtcNow(), Visit.Admin.Admin.DisplayName));
        return await acting.SaveAsync(Visit, "end-everything", ct);
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.SignIn, ct);
        Visit = arrival.Visit!;
        return arrival.Elsewhere;
    }
}
