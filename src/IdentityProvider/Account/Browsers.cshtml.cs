using IdentityProvider.Access;
using IdentityProvider.Devices;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>The browsers where the password is enough, and the buttons that end that. Ending trust is always allowed: it only makes things stricter.</summary>
[SignedIn(LocalPage.AccountBrowsers)]
public sealed class BrowsersModel(AccountVisits visits, RememberedBrowsers browsers, Endings endings, IdpDbContext db) : PageModel
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

    public Task<IActionResult> OnPostForgetAsync(Guid id, CancellationToken ct) => ForgetAsync(id, ct);

    public Task<IActionResult> OnPostForgetAllAsync(CancellationToken ct) => ForgetAsync(null, ct);

    // Who came in by the trust that ends here goes out with it, and reads that.
    private async Task<IActionResult> ForgetAsync(Guid? id, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var count = await endings.EndTrustAsync(Visit.User.Id, id, DeviceEnd.Revoked, ct);
        await db.SaveChangesAsync(ct);
        return Visit.Session.EndedAt is null ? RedirectToPage(new { forgotten = count }) : RedirectToPage("/Account/SignOut");
    }
}
