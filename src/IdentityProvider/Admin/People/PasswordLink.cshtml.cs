using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.SignIn;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Admin.People;

/// <summary>Mails somebody a link to choose a new password (product row PF13). After it they walk the same path as by themselves; nothing is shown to the admin.</summary>
[SignedIn(LocalPage.AdminPersonPasswordLink, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class PasswordLinkModel(PersonVisits visits, PersonActing acting, MailedLinks links) : PageModel
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

        if (acting.Read(ModelState, Reason) is not { } reason || !acting.MayRecover(ModelState, Visit))
        {
            return Page();
        }

        var link = await links.IssueAsync(Visit.Person, LinkPurpose.PasswordReset, ct);
        acting.Record(Visit, reason, reasonId => new PasswordLinkSent(reasonId));
        acting.Tell(Visit, new PasswordLinkByAdmin(link.Token, link.ExpiresAt));
        return await acting.SaveAsync(Visit, "password-link", ct);
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.SignIn, ct);
        Visit = arrival.Visit!;
        return arrival.Elsewhere;
    }
}
