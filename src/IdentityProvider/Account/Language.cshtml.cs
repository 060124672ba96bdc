using IdentityProvider.Access;
using IdentityProvider.Limits;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Account;

/// <summary>The language buttons at the foot of every page: keeps the choice on this browser and, for who is signed in, on the account.</summary>
[AllowAnonymous, KnowsWhoIsSignedIn, EnableRateLimiting(RateLimits.Pages)]
public sealed class LanguageModel(CookieNames cookies, Sessions sessions, IdpDbContext db, TimeProvider clock) : PageModel
{
    private const string Overview = "/account";

    public IActionResult OnGet() => Redirect(Overview);

    /// <param name="language">One of <see cref="Languages.All"/>; anything else changes nothing.</param>
    /// <param name="back">The page that was open. Only a path of this server: anything else leads to the account.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IActionResult> OnPostAsync(string? language, string? back, CancellationToken ct)
    {
        if (language is not null && Localization.Choose(HttpContext, cookies, language, clock.GetUtcNow())
            && await sessions.CurrentAsync(HttpContext, ct) is { } session)
        {
            var user = await db.Users.SingleAsync(u => u.Id == session.UserId, ct);
            user.Language = language;
            await db.SaveChangesAsync(ct);
        }

        return LocalRedirect(Url.IsLocalUrl(back) ? back : Overview);
    }
}
