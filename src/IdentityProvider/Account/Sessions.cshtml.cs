using IdentityProvider.Access;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>Where somebody is signed in, and the buttons that end it. Ending is always allowed: it only makes things stricter.</summary>
[SignedIn(LocalPage.AccountSessions)]
public sealed class SessionsModel(AccountVisits visits, OwnSessions own, Endings endings, IdpDbContext db) : PageModel
{
    /// <summary>How many were just ended, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Ended { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public IReadOnlyList<OwnSession> Sessions { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Sessions = await own.OfAsync(Visit.Session, ct);
    }

    public async Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        if (id == Visit.Session.Id)
        {
            await endings.SignOutAsync(HttpContext, Visit.Session, SessionEnd.EndedByUser, ct);
            await db.SaveChangesAsync(ct);
            return Redirect("/account/sign-out");
        }

        var found = await endings.EndSessionAsync(Visit.User.Id, id, SessionEnd.EndedByUser, ct);
        await db.SaveChangesAsync(ct);
        return RedirectToPage(new { ended = found ? 1 : 0 });
    }

    public async Task<IActionResult> OnPostEndOthersAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var count = await endings.EndOtherSessionsAsync(Visit.Session, SessionEnd.EndedByUser, ct);
        await db.SaveChangesAsync(ct);
        return RedirectToPage(new { ended = count });
    }
}
