using IdentityProvider.SignIn;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Account;

/// <summary>For people who had several user names: each is added to this account by its own password, and then signs nobody in any more.</summary>
[SignedIn(LocalPage.AccountLegacy, StepUp = StepUp.SecondFactorIfOnFile, FreshPassword = true)]
public sealed class LegacyModel(AccountVisits visits, LegacyJoining joining, IStringLocalizer<AccountTexts> texts) : PageModel
{
    [BindProperty]
    public string? PracticeId { get; set; }

    [BindProperty]
    public string? UserName { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Whether one was just added, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Joined { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Visit = await visits.BeginAsync(HttpContext, ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        if (PersonName.Parse(PracticeId) is not { } practice || PersonName.Parse(UserName) is not { } name || string.IsNullOrEmpty(Password))
        {
            ModelState.Clear();
            ModelState.AddModelError(nameof(PracticeId), texts["Legacy.Empty"]);
            return Page();
        }

        var answer = await joining.JoinAsync(HttpContext, Visit, practice, name, Password, ct);
        if (answer == LegacyJoined.Done)
        {
            return SignInFlow.SeeOther("/account/legacy?joined=true");
        }

        ModelState.AddModelError(nameof(Password), texts[$"Legacy.{answer}"]);
        return Page();
    }
}
