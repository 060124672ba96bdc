using IdentityProvider.Factors;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Account;

/// <summary>Renames a passkey, or removes it. Somebody else's, or one that is gone, leads back to the list.</summary>
[SignedIn(LocalPage.AccountPasskeyEdit, StepUp = StepUp.SecondFactorIfOnFile, FreshPassword = true, KeepsParameter = "id")]
public sealed class EditPasskeyModel(
    AccountVisits visits, Passkeys passkeys, PasskeyShelf shelf, LastFactor last, IdpDbContext db, IStringLocalizer<AccountTexts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public Passkey Own { get; private set; } = null!;

    /// <summary>Whether it may go: not while it is the last factor that a rule demands.</summary>
    public bool MayRemove { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        if (!await LoadAsync(ct))
        {
            return RedirectToPage("/Account/Passkeys");
        }

        Name = Own.Name;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        if (!await LoadAsync(ct))
        {
            return RedirectToPage("/Account/Passkeys");
        }

        if (new EditPasskeyValidator().Validate(this) is { IsValid: false } typed)
        {
            ModelState.AddModelError(nameof(Name), texts[typed.Errors[0].ErrorMessage]);
            return Page();
        }

        Own.Rename(Name!.Trim());
        await db.SaveChangesAsync(ct);
        return RedirectToPage("/Account/Passkeys", new { done = PasskeyChange.Renamed });
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        await using var change = await last.BeginRemovalAsync(Visit, ct);
        if (!await LoadAsync(ct))
        {
            return RedirectToPage("/Account/Passkeys");
        }

        if (!MayRemove)
        {
            return Page();
        }

        await shelf.RemoveAsync(Visit, Own, ct);
        await db.SaveChangesAsync(ct);
        await change.CommitAsync(ct);
        return RedirectToPage("/Account/Passkeys", new { done = PasskeyChange.Removed });
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (await passkeys.FindAsync(Visit.User.Id, Id, ct) is not { } own)
        {
            return false;
        }

        Own = own;
        MayRemove = !await last.IsDemandedAsync(Visit, own.Id, ct);
        return true;
    }
}
