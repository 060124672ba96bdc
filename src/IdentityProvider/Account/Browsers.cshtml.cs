using IdentityProvider.Devices;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>The browsers where the password is enough, and the buttons that end that. Ending trust is always allowed: it only makes things stricter.</summary>
[SignedIn(LocalPage.AccountBrowsers)]
public sealed class BrowsersModel(AccountVisits visits, RememberedBrowsers browsers, TrustedDevices devices, IdpDbContext db) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int? Forgotten { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public IReadOnlyList<RememberedBrowser> Browsers { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Browsers = await browsers.OfAsync(HttpContext, Visit, ct);
    }

    public async Task<IActionResult> OnPostForgetAsync(Guid id, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var found = await devices.RevokeAsync(Visit.User.Id, id, DeviceEnd.Revoked, ct);
        await db.SaveChangesAsync(ct);
        return RedirectToPage(new { forgotten = found ? 1 : 0 });
    }

    public async Task<IActionResult> OnPostForgetAllAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var count = await devices.RevokeAllAsync(Visit.User.Id, DeviceEnd.Revoked, ct);
        await db.SaveChangesAsync(ct);
        return RedirectToPage(new { forgotten = count });
    }
}
