using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using RefusedNotice = IdentityProvider.Delivery.PhoneResetRefused;

namespace IdentityProvider.Admin.People;

/// <summary>
/// Decides whether somebody may set a new phone at their next sign-in, because they asked, or because they stand at the desk. The reason that is
/// kept is how the admin made sure who it is.
/// </summary>
[SignedIn(LocalPage.AdminPersonResetPhone, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class ResetPhoneModel(PersonVisits visits, PersonActing acting, PhoneResetDeciding deciding, PhoneResets resets, Reasons reasons) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    /// <summary>What the person asked for; null when nobody asked.</summary>
    public PhoneResetRequest? Asked { get; private set; }

    /// <summary>Until when an approval stands that was given before; null for none.</summary>
    public DateTimeOffset? ApprovedUntil { get; private set; }

    /// <summary>What the person wrote.</summary>
    public string? Why { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await ArriveAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (acting.Read(ModelState, Reason) is not { } check)
        {
            return Page();
        }

        // Approved a moment ago, in another tab or by somebody else: the page says so.
        if (ApprovedUntil is not null)
        {
            return SignInFlow.SeeOther(Visit.Path);
        }

        var request = await deciding.ApproveAsync(Visit, Asked, check, ct);
        await deciding.TellEverywhereAsync(Visit, request, ct);
        return await SaveAsync(ct);
    }

    public async Task<IActionResult> OnPostRefuseAsync(CancellationToken ct)
    {
        if (await ArriveAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (acting.Read(ModelState, Reason) is not { } why)
        {
            return Page();
        }

        if (Asked is null)
        {
            return SignInFlow.SeeOther(Visit.Path);
        }

        deciding.Refuse(Visit, Asked, why);
        acting.Tell(Visit, new RefusedNotice(Asked.DecidedAt!.Value));
        return await SaveAsync(ct);
    }

    // Two admins, or two tabs, at the same moment: the second one sees what the first one decided.
    private async Task<IActionResult> SaveAsync(CancellationToken ct)
    {
        try
        {
            return await acting.SaveAsync(Visit, "reset-phone", ct);
        }
        catch (DbUpdateException failed) when (SaveConflicts.IsOfTwo(failed))
        {
            return SignInFlow.SeeOther($"{Visit.Path}/reset-phone");
        }
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.SignIn, ct);
        if (arrival.Visit is not { } visit)
        {
            return arrival.Elsewhere;
        }

        Visit = visit;
        if (!visit.HasPhone)
        {
            // There is none to replace. The person's page says what else helps: letting them back in.
            return SignInFlow.SeeOther(visit.Path);
        }

        var last = await resets.LastOfAsync(PersonId, ct);
        Asked = last is not null && last.IsOpen(deciding.Now) ? last : null;
        ApprovedUntil = last is not null && last.IsApproved(deciding.Now) ? last.ExpiresAt : null;
        Why = Asked?.ReasonId is { } id ? (await reasons.ReadAsync([id], ct)).GetValueOrDefault(id) : null;
        return null;
    }
}
