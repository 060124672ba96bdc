using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Account;

/// <summary>
/// Another password. The old one was typed in the last ten minutes, and a second factor proven if one is on file: a session that somebody left open
/// is not enough.
/// </summary>
[SignedIn(LocalPage.AccountPassword, StepUp = StepUp.SecondFactorIfOnFile, FreshPassword = true)]
public sealed class ChangePasswordModel(
    AccountVisits visits, PasswordDemands demands, PasswordChange change, IdpDbContext db, IStringLocalizer<SignInTexts> texts) : PageModel
{
    [BindProperty]
    public string? NewPassword { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    /// <summary>What the new password must be, shown before anything is typed.</summary>
    public PasswordRules Rules { get; private set; } = null!;

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Rules.Refuse(NewPassword) is { } refusal)
        {
            return Refuse(texts[$"NewPassword.{refusal}", Rules.Shortest, PasswordRules.Longest]);
        }

        return await change.ToAsync(HttpContext, Visit, NewPassword!, ct) switch
        {
            PasswordChangeResult.Changed => await SaveAsync(ct),
            PasswordChangeResult.Unchanged => Refuse(texts["NewPassword.Unchanged"]),
            PasswordChangeResult.Busy => Busy(),
        };
    }

    private async Task<IActionResult> SaveAsync(CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        return RedirectToPage("/Account/Overview", new { passwordSaved = true });
    }

    private PageResult Busy()
    {
        Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        Response.Headers.RetryAfter = "5";
        return Refuse(texts["Password.Busy"]);
    }

    private PageResult Refuse(string problem)
    {
        ModelState.AddModelError(nameof(NewPassword), problem);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Rules = await demands.OfAsync(Visit.User, ct);
    }
}
