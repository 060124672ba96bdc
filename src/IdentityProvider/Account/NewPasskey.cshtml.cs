using IdentityProvider.Factors;
using IdentityProvider.SignIn;
using IdentityProvider.SignIn.Steps.Passkey;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Account;

/// <summary>Adds a passkey. With the first factor the password is enough; afterwards a factor is asked for too.</summary>
[SignedIn(LocalPage.AccountPasskeyNew, StepUp = StepUp.SecondFactorIfOnFile, FreshPassword = true)]
public sealed class NewPasskeyModel(
    AccountVisits visits, PasskeyShelf shelf, Passkeys passkeys, RecoveryCodes recoveryCodes, IdpDbContext db, IStringLocalizer<SignInTexts> texts) : PageModel
{
    /// <summary>Which challenge is answered.</summary>
    [BindProperty]
    public Guid? Question { get; set; }

    /// <summary>What the device made, as the browser's own JSON.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    /// <summary>Whether there is no room for another one.</summary>
    public bool IsFull { get; private set; }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostQuestionAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return IsFull ? PasskeyQuestionResult.Moved : PasskeyQuestionResult.Of(await shelf.AskAsync(HttpContext, Visit));
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        var answer = IsFull ? new PasskeyAnswer(null, PasskeyRefusal.NotAsked) : await shelf.AddAsync(HttpContext, Visit, new PasskeyReply(Question, Credential));
        await db.SaveChangesAsync(ct);
        if (answer.IsAccepted)
        {
            return await recoveryCodes.OfAsync(Visit.User.Id, ct) is { ConfirmedAt: null }
                ? RedirectToPage("/Account/RecoveryCodes", new { first = true })
                : RedirectToPage("/Account/Passkeys", new { done = PasskeyChange.Added });
        }

        ModelState.AddModelError("", texts[answer.Refusal == PasskeyRefusal.NotAsked ? "Passkey.TookTooLong" : "Passkey.NotMade"]);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        IsFull = (await passkeys.OfAsync(Visit.User.Id, ct)).Count >= Passkeys.Most;
    }
}
