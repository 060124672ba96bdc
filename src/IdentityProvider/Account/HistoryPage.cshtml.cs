using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>What happened to one's own account, and what is told by mail whenever it happens.</summary>
[SignedIn(LocalPage.AccountHistory)]
public sealed class HistoryPageModel(AccountVisits visits, History history) : PageModel
{
    private const int Lines = 50;

    /// <summary>The last line of the page before this one.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public IReadOnlyList<HistoryLine> Shown { get; private set; } = [];

    /// <summary>The address of the older lines; null when these are the last.</summary>
    public string? Older { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Shown = await history.OfAsync(Visit.User.Id, Lines, ct, Before);
        Older = Shown.Count == Lines ? $"/account/history?before={Shown[^1].Id}" : null;
    }
}
