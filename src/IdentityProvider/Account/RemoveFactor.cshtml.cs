using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>Takes a factor off file, unless it is the last one that some place demands (product row TA9).</summary>
[SignedIn(LocalPage.AccountFactorsRemove, StepUp = StepUp.SecondFactorIfOnFile, FreshPassword = true, KeepsParameter = "factor")]
public sealed class RemoveFactorModel(
    AccountVisits visits, OwnFactors own, LastFactor last, FactorRemoval removal, IdpDbContext db) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "factor")]
    public string? FactorId { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public OwnFactor Factor { get; private set; } = null!;

    /// <summary>Whether some place demands one and this is the last that counts there.</summary>
    public bool IsNeeded { get; private set; }

    /// <summary>Whether none is left afterwards.</summary>
    public bool IsLast { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return await LoadAsync(ct) ? Page() : RedirectToPage("/Account/Factors");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        await using var change = await last.BeginRemovalAsync(Visit, ct);
        if (!await LoadAsync(ct))
        {
            return RedirectToPage("/Account/Factors");
        }

        if (IsNeeded)
        {
            return Page();
        }

        await removal.RemoveAsync(new FactorRemoval.Owner(Visit.User, Visit.Language, Visit.Home, Visit.Session.StartedAt), Factor.Factor.Id, byPractice: false, Visit.Now, ct);
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
        return RedirectToPage("/Account/Factors", new { done = FactorsDone.Removed });
    }

    // Somebody else's factor, or one that is gone, leads back to the list.
    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        var all = await own.OfAsync(Visit.User, ct);
        if (!Guid.TryParse(FactorId, out var id) || all.FirstOrDefault(factor => factor.Factor.Id == id) is not { } found)
        {
            return false;
        }

        Factor = found;
        var hasPasskey = await own.HasPasskeyAsync(Visit.User, ct);
        IsLast = all.Count == 1 && !hasPasskey;
        IsNeeded = await last.IsDemandedAsync(Visit, id, ct);
        return true;
    }
}
