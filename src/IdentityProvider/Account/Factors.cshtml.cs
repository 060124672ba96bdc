using IdentityProvider.Factors;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>What was just done, for the note on top of the list.</summary>
public enum FactorsDone
{
    Added,
    Removed,
    Kept,
    Renamed,
    Preferred,
}

/// <summary>
/// The ways somebody can prove that it is them: since when, last used when, and what can be done about each. Names and order are changed
/// here; what makes the account weaker or stronger has pages of its own, which ask for password and factor.
/// </summary>
[SignedIn(LocalPage.AccountFactors)]
public sealed class FactorsModel(
    AccountVisits visits, OwnFactors own, UserFactors factors, Passkeys passkeys, RecoveryCodes codes, IdpDbContext db) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public FactorsDone? Done { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public IReadOnlyList<OwnFactor> Factors { get; private set; } = [];

    public IReadOnlyList<Passkey> Passkeys { get; private set; } = [];

    /// <summary>The ways they open, for "ask me first by".</summary>
    public IReadOnlyList<Way> Open { get; private set; } = [];

    public PreferredWays? Preferred { get; private set; }

    /// <summary>The set that counts, or that waits to be kept; null when there is none.</summary>
    public RecoveryCodeSet? Codes { get; private set; }

    /// <summary>Codes that could be used now.</summary>
    public int CodesLeft { get; private set; }

    public bool HasEmail => Factors.Any(factor => factor.Factor.Kind == FactorKind.Email);

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostRenameAsync(Guid id, string? name, CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Factors.FirstOrDefault(factor => factor.Factor.Id == id) is not { } named)
        {
            return RedirectToPage();
        }

        // The database takes no NUL.
        named.Factor.Rename(name?.Replace("\0", "", StringComparison.Ordinal));
        await db.SaveChangesAsync(ct);
        return RedirectToPage(new { done = FactorsDone.Renamed });
    }

    public async Task<IActionResult> OnPostPreferAsync(Way? first, Way? backup, CancellationToken ct)
    {
        await LoadAsync(ct);
        if (first is not { } asked || !Open.Contains(asked) || (backup is { } other && !Open.Contains(other)))
        {
            return RedirectToPage();
        }

        await factors.PreferAsync(Visit.User.Id, asked, backup, ct);
        await db.SaveChangesAsync(ct);
        return RedirectToPage(new { done = FactorsDone.Preferred });
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Factors = await own.OfAsync(Visit.User, ct);
        Passkeys = await passkeys.OfAsync(Visit.User.Id, ct);
        var byPasskey = Passkeys.Any(passkey => passkey.IsUsable) ? [Way.Passkey] : Array.Empty<Way>();
        Open = [.. Factors.Where(factor => factor.Factor.IsUsable).SelectMany(factor => factor.Factor.WaysIn).Concat(byPasskey).Distinct().Order()];
        Preferred = await factors.PreferredAsync(Visit.User.Id, ct);
        Codes = await codes.OfAsync(Visit.User.Id, ct);
        CodesLeft = await codes.LeftAsync(Visit.User.Id, ct);
    }
}
