using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin.People;

/// <summary>
/// For somebody who lost the mailbox: another address is claimed for them. It signs them in once the link that is sent there was opened; until
/// then the old one does. Whether somebody else has it, only who opens that link learns.
/// </summary>
[SignedIn(LocalPage.AdminPersonEmail, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class ChangeEmailModel(
    PersonVisits visits, EmailClaims claims, PersonActing acting, IStringLocalizer<PeopleTexts> texts) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    /// <summary>The address that is claimed already and whose link was not opened yet.</summary>
    public EmailClaim? Pending { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await ArriveAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        var address = EmailAddress.Parse(Email);
        if (address is null || Users.User.Normalize(address) == Visit.Person.NormalizedEmail)
        {
            ModelState.AddModelError(nameof(Email), texts[address is null ? "Email.NotAnAddress" : "Email.Same"]);
        }
        else if (!await claims.MayClaimAsync(PersonId, ct))
        {
            ModelState.AddModelError(nameof(Email), texts["Email.TooMany"]);
        }

        var reason = acting.Read(ModelState, Reason);
        if (!ModelState.IsValid || reason is null)
        {
            return Page();
        }

        var claim = claims.Claim(Visit.Person, address!, byAdmin: true);
        acting.Tell(Visit, claim.Link, address);
        acting.Tell(Visit, claim.Notice);
        acting.Record(Visit, reason, reasonId => new EmailClaimedByAdmin(reasonId, claim.Id));
        return await acting.SaveAsync(Visit, "email", ct);
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.SignIn, ct);
        if (arrival.Visit is { } visit)
        {
            Visit = visit;
            Pending = await claims.PendingOfAsync(visit.Person.Id, ct);
        }

        return arrival.Elsewhere;
    }
}
