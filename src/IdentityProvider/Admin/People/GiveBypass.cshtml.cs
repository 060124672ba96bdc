using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Admin.People;

/// <summary>Gives somebody who left the phone at home a code for one sign-in. It is shown to the admin once, and the person is told (product row B8).</summary>
[SignedIn(LocalPage.AdminPersonBypass, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class GiveBypassModel(PersonVisits visits, PersonActing acting, BypassCodes codes, IdpDbContext db) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>How long it may be used; anything but the offered hours counts as the shortest.</summary>
    [BindProperty]
    public int Hours { get; set; } = BypassCode.Hours[0];

    public PersonVisit Visit { get; private set; } = null!;

    /// <summary>The code, as it is read out; null before it was made, and again afterwards.</summary>
    public string? Code { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset Until { get; private set; }

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

        var hours = BypassCode.Hours.Contains(Hours) ? Hours : BypassCode.Hours[0];
        var (code, plain) = await codes.IssueAsync(new BypassOrder(PersonId, Visit.Admin.Clinic.Id, Visit.Admin.Admin.Id, hours), ct);
        acting.Record(Visit, reason, reasonId => new Audit.BypassIssued(code.Id, code.ExpiresAt, reasonId));
        acting.Tell(Visit, new BypassIssued(code.IssuedAt, code.ExpiresAt, reason));
        await db.SaveChangesAsync(ct);
        (Code, Until) = (plain.AsWritten(), code.ExpiresAt);
        return Page();
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.SignIn, ct);
        Visit = arrival.Visit!;
        return arrival.Elsewhere;
    }
}
