using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>Everything about one's own security on one page.</summary>
[SignedIn(LocalPage.Account)]
public sealed class OverviewModel(
    AccountVisits visits, OwnFactors factors, RememberedBrowsers browsers, Sessions sessions, OwnTerms terms, History history) : PageModel
{
    private const int RecentLines = 6;

    /// <summary>Whether a phone was just saved, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public bool PhoneSaved { get; set; }

    /// <summary>Whether a password was just saved, likewise.</summary>
    [BindProperty(SupportsGet = true)]
    public bool PasswordSaved { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public IReadOnlyList<OwnFactor> Factors { get; private set; } = [];

    public IReadOnlyList<RememberedBrowser> Browsers { get; private set; } = [];

    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    public IReadOnlyList<Demanded> Demanded { get; private set; } = [];

    public IReadOnlyList<HistoryLine> Recent { get; private set; } = [];

    /// <summary>The remembered browser that stood in for the code in this session, for the note that says so.</summary>
    public RememberedBrowser? Skipped { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Factors = await factors.OfAsync(Visit.User, ct);
        Browsers = await browsers.OfAsync(HttpContext, Visit, ct);
        Sessions = await sessions.OfAsync(Visit.User.Id, ct);
        Recent = await history.OfAsync(Visit.User.Id, RecentLines, ct);
        Demanded = await terms.OfAsync(Visit, ct);
        Skipped = Visit.Session.Proofs.Any(proof => proof.Kind == ProofKind.TrustedDevice) ? Browsers.FirstOrDefault(browser => browser.IsThisOne) : null;
    }
}
