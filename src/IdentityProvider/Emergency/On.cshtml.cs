using IdentityProvider.Access;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Emergency;

/// <summary>Says that emergency access is on, until when, and what it opens. The only page of ours that it opens.</summary>
[SignedIn(LocalPage.Emergency)]
public sealed class OnModel(EmergencyAccesses accesses, IdpDbContext db) : PageModel
{
    public EmergencyAccess Access { get; private set; } = null!;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>The apps that it opens, by name.</summary>
    public IReadOnlyList<string> Apps { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var session = ((SignInAnswer.GoodEnough)HttpContext.Features.Get<SignInAnswer>()!).Session;
        if (session.EmergencyId is not { } id || await accesses.FindAsync(id, ct) is not { } access)
        {
            return SignInFlow.SeeOther("/account");
        }

        Access = access;
        var clinic = await db.Clinics.SingleAsync(c => c.Id == access.ClinicId, ct);
        var marked = await accesses.AppsOfAsync(clinic.Id, ct);
        Apps = await db.Clients.Where(client => marked.Contains(client.Id) && client.DisabledAt == null).OrderBy(client => client.Name).Select(client => client.Name).ToListAsync(ct);
        Zone = clinic.Zone;
        GateFrame.Set(HttpContext, new GateFrame(clinic.Name, null, clinic.FrontDeskPhone, clinic.BrandColor, clinic.Zone));
        return Page();
    }
}
