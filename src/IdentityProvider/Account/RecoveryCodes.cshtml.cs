using IdentityProvider.Factors;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Account;

/// <summary>Makes recovery codes, shows them until they are kept, and then never again.</summary>
[SignedIn(LocalPage.AccountFactorsCodes, StepUp = StepUp.SecondFactorIfOnFile, FreshPassword = true)]
public sealed class RecoveryCodesModel(
    AccountVisits visits, RecoveryCodes codes, CodesKept kept, ChangeNotices notices, IdpDbContext db, IStringLocalizer<SignInTexts> texts) : PageModel
{
    /// <summary>Right after a factor was added: whoever has codes already goes on to the list.</summary>
    [BindProperty(SupportsGet = true)]
    public bool First { get; set; }

    /// <summary>"I have saved them."</summary>
    [BindProperty]
    public bool Saved { get; set; }

    /// <summary>The set that stood on the page.</summary>
    [BindProperty]
    public Guid? Shown { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    /// <summary>The codes that wait to be kept; empty when none do.</summary>
    public IReadOnlyList<WrittenCode> Codes { get; private set; } = [];

    /// <summary>Whose set they are of.</summary>
    public Guid? SetId { get; private set; }

    /// <summary>Codes that count now.</summary>
    public int Left { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return First && Codes.Count == 0 ? RedirectToPage("/Account/Factors", new { done = FactorsDone.Added }) : Page();
    }

    public async Task<IActionResult> OnPostMakeAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        await codes.MakeAsync(Visit.User.Id, ct);
        await db.SaveChangesAsync(ct);
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostKeepAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (!await kept.AreThoseAsync(Visit.User.Id, Shown, ct))
        {
            return Changed();
        }

        if (!Saved)
        {
            ModelState.AddModelError(nameof(Saved), texts["Codes.NotSaved"]);
            return Page();
        }

        if (await kept.ConfirmAsync(Visit.User.Id, attemptId: null, ct) is { } notice)
        {
            notices.Tell(Visit, notice);
            await db.SaveChangesAsync(ct);
        }

        return RedirectToPage("/Account/Factors", new { done = FactorsDone.Kept });
    }

    public async Task<IActionResult> OnPostFileAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return Codes.Count == 0 ? RedirectToPage()
            : SetId != Shown ? Changed()
            : kept.File(Codes, Visit.User.Email!);
    }

    // The page shows the new ones, and says that those before them are worth nothing.
    private PageResult Changed()
    {
        ModelState.AddModelError(nameof(Saved), texts["Codes.Changed"]);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var set = await codes.OfAsync(Visit.User.Id, ct);
        (SetId, Codes) = (set?.Id, set is null ? [] : codes.Show(set));
        Left = await codes.LeftAsync(Visit.User.Id, ct);
    }
}
