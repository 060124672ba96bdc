using IdentityProvider.Factors;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>One's own passkeys.</summary>
[SignedIn(LocalPage.AccountPasskeys)]
public sealed class PasskeysModel(AccountVisits visits, Passkeys passkeys) : PageModel
{
    /// <summary>What was just done, for the note on top: "added", "renamed" or "removed".</summary>
    [BindProperty(SupportsGet = true)]
    public PasskeyChange? Done { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public IReadOnlyList<Passkey> Own { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Own = await passkeys.OfAsync(Visit.User.Id, ct);
    }
}

public enum PasskeyChange
{
    Added,
    Renamed,
    Removed,
}
