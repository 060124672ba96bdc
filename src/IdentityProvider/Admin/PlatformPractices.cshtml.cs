using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Admin;

/// <summary>Finds a practice by the ID that its people read out to support, or by its name (product row PF11), and says who looks after it.</summary>
[SignedIn(LocalPage.PlatformPractices, For = Visitors.Operators, StepUp = StepUp.SecondFactor)]
public sealed class PlatformPracticesModel(PlatformVisits visits, PracticeSearch search) : PageModel
{
    /// <summary>Part of a practice ID or of a name; empty for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    public FoundPractices Found { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        await visits.BeginAsync(HttpContext, ct);
        Found = await search.FindAsync(Q, ct);
    }
}
