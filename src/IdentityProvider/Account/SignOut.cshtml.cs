using IdentityProvider.Access;
using IdentityProvider.Limits;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.Account;

/// <summary>Signs this browser out. Opened by a link it asks first; afterwards the same address says that it is done.</summary>
[AllowAnonymous, KnowsWhoIsSignedIn, EnableRateLimiting(RateLimits.Pages)]
public sealed class SignOutModel(Sessions sessions, Endings endings, IdpDbContext db) : PageModel
{
    public bool IsSignedIn { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => IsSignedIn = await sessions.CurrentAsync(HttpContext, ct) is not null;

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await sessions.CurrentAsync(HttpContext, ct) is { } session)
        {
            await endings.SignOutAsync(HttpContext, session, SessionEnd.SignedOut, ct);
            await db.SaveChangesAsync(ct);
        }

        return RedirectToPage();
    }
}
