using IdentityProvider.Codes;
using IdentityProvider.SignIn;
using IdentityProvider.SignIn.Steps.Code;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>Makes the account's address a second factor, by a code that goes there (product row EN4).</summary>
[SignedIn(LocalPage.AccountFactorsEmail, StepUp = StepUp.SecondFactorIfOnFile, FreshPassword = true)]
public sealed class AddEmailModel(AccountVisits visits, EmailCodes codes, FactorAdding adding, CodeSentences sentences, IdpDbContext db) : PageModel
{
    [BindProperty]
    public string? Digits { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    /// <summary>What was sent; null before.</summary>
    public CodeStatus? Status { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Status = await codes.CurrentAsync(Visit, ct);
    }

    public async Task<IActionResult> OnPostSendAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        await codes.SendAsync(Visit, ct);
        await db.SaveChangesAsync(ct);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var outcome = await codes.CheckAsync(Visit, Digits, ct);
        if (outcome.Result is CodeCheck.Accepted)
        {
            await adding.AddEmailAsync(HttpContext, Visit, ct);
            await db.SaveChangesAsync(ct);
            return RedirectToPage("/Account/RecoveryCodes", new { first = true });
        }

        if (outcome.Result is CodeCheck.Late)
        {
            await codes.SendAsync(Visit, ct, atOnce: true);
        }

        await db.SaveChangesAsync(ct);
        ModelState.AddModelError(nameof(Digits), sentences.Of(outcome));
        Status = await codes.CurrentAsync(Visit, ct);
        Digits = null;
        return Page();
    }
}
