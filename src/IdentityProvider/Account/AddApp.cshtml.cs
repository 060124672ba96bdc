using IdentityProvider.Codes;
using IdentityProvider.Factors;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>Connects an authenticator app. Its secret travels sealed in the form; nothing is on file before its first code was typed.</summary>
[SignedIn(LocalPage.AccountFactorsApp, StepUp = StepUp.SecondFactorIfOnFile, FreshPassword = true)]
public sealed class AddAppModel(
    AccountVisits visits, AppSetUp apps, AuthenticatorKeys keys, FactorAdding adding, TypedSentences sentences, IdpDbContext db) : PageModel
{
    [BindProperty]
    public string? Sealed { get; set; }

    [BindProperty]
    public string? Digits { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public AppPicture Picture { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Show(keys.Draw());
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        if (keys.Unseal(Visit.User.Id, Sealed) is not { } secret)
        {
            return RedirectToPage();
        }

        var (outcome, step) = await apps.CheckAsync(Visit.User.Id, attemptId: null, secret, Digits, ct);
        if (outcome.Result is not CodeCheck.Accepted)
        {
            await db.SaveChangesAsync(ct);
            ModelState.AddModelError(nameof(Digits), sentences.Of(Way.AuthenticatorApp, outcome));
            Show(secret);
            return Page();
        }

        await adding.AddAppAsync(HttpContext, Visit, secret, step, ct);
        await db.SaveChangesAsync(ct);
        return RedirectToPage("/Account/RecoveryCodes", new { first = true });
    }

    private void Show(byte[] secret)
    {
        ModelState.Remove(nameof(Sealed));
        Sealed = keys.Seal(Visit.User.Id, secret);
        Picture = apps.PictureOf(secret, Visit.Home?.Name, Visit.User.Email!);
        Digits = null;
    }
}
