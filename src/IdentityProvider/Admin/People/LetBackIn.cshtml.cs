using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Recovery;
using IdentityProvider.SignIn;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin.People;

/// <summary>Lets somebody back in who lost every factor, after the admin made sure who it is. What is on file is taken away when they choose a new password.</summary>
[SignedIn(LocalPage.AdminPersonRecovery, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class LetBackInModel(
    PersonVisits visits, PersonActing acting, RecoveryRequests requests, RecoveryApprovals approvals, Reasons reasons, IStringLocalizer<PeopleTexts> texts) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    /// <summary>Since when the person waits for it (UTC); null when they have not asked.</summary>
    public DateTimeOffset? AskedAt { get; private set; }

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

        var approver = new RecoveryApprover(Visit.Admin.Admin.Id, reasons.Keep(reason), TimeSpan.Zero);
        if (await approvals.ApproveAsync(Visit.Person, approver, SignInCodes.LetterClinicOf(Visit.Admin.Clinic), ct) is null)
        {
            ModelState.AddModelError("", texts["Email.TooNew"]);
            return Page();
        }

        return await acting.SaveAsync(Visit, "recovery", () => OvertakenAsync(ct), ct);
    }

    // Two admins, or two tabs, at the same moment: one approval, one mail, and who comes second sees it on the person's page. An operator's approval is
    // another one, and where the person stopped it, whoever talks the admin into it may be somebody else.
    private async Task<IActionResult> OvertakenAsync(CancellationToken ct)
    {
        var newest = await requests.NewestOfAsync(PersonId, ct);
        if (newest is { State: RecoveryRequestState.Approved, DecidedBy: not null })
        {
            return PersonActing.Back(Visit, "recovery");
        }

        AskedAt = newest?.State == RecoveryRequestState.Asked ? newest.AskedAt : null;
        var wasStopped = newest?.State == RecoveryRequestState.Cancelled;
        ModelState.AddModelError("", texts[wasStopped ? "LetBackIn.Stopped" : "LetBackIn.Overtaken", Visit.Person.DisplayName]);
        return Page();
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.SignIn, ct);
        Visit = arrival.Visit!;
        AskedAt = arrival.Visit is null ? null : (await requests.OpenOfAsync(PersonId, ct))?.AskedAt;
        return arrival.Elsewhere;
    }
}
