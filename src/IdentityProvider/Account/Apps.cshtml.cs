using IdentityProvider.Access;
using IdentityProvider.Connect;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>The apps that have access, what they may do, and the buttons that end it. Taking access away is always allowed: it only makes things stricter.</summary>
[SignedIn(LocalPage.AccountApps)]
public sealed class AppsModel(AccountVisits visits, ConnectedApps apps, ScopeWords words, AppEndings endings, IdpDbContext db) : PageModel
{
    /// <summary>Whether access was just taken away, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Removed { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public IReadOnlyList<ConnectedApp> Apps { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Apps = await apps.OfAsync(Visit.User.Id, ct);
    }

    public async Task<IActionResult> OnPostRemoveAsync(string id, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        endings.EndApp(Visit.User.Id, id);
        await db.SaveChangesAsync(ct);
        return RedirectToPage(new { removed = true });
    }

    public IEnumerable<string> WordsOf(ConnectedApp app) => words.Of(app.Scopes, reader: null).Select(line => line.Title);
}
