using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Devices;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Admin.People;

/// <summary>Ends the trust in somebody's remembered browsers, one or all, and the sessions that rest on it: the tablet that went missing.</summary>
[SignedIn(LocalPage.AdminPersonForgetBrowsers, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class ForgetBrowsersModel(PersonVisits visits, PersonActing acting, Endings endings, TrustedDevices devices, TimeProvider clock) : PageModel
{
    [FromRoute]
    public Guid PersonId { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Which browser; null for all of them.</summary>
    [BindProperty]
    public Guid? Browser { get; set; }

    public PersonVisit Visit { get; private set; } = null!;

    public IReadOnlyList<TrustedDevice> Browsers { get; private set; } = [];

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

        var forgotten = await endings.EndTrustAsync(PersonId, Browser, DeviceEnd.Revoked, ct);
        if (forgotten > 0)
        {
            acting.Record(Visit, reason, reasonId => new BrowsersForgotten(reasonId, forgotten));
            acting.Tell(Visit, new BrowsersForgottenByAdmin(clock.GetUtcNow(), forgotten));
        }

        return await acting.SaveAsync(Visit, "forget-browsers", ct);
    }

    private async Task<IActionResult?> ArriveAsync(CancellationToken ct)
    {
        var arrival = await visits.BeginAsync(HttpContext, PersonId, PowerReach.SignIn, ct);
        if (arrival.Visit is not { } visit)
        {
            return arrival.Elsewhere;
        }

        Visit = visit;
        Browsers = await devices.OfAsync(PersonId, ct);
        return null;
    }
}
