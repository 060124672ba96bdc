using IdentityProvider.Clinics;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.NewPassword;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class NewPasswordModel(
    SignInFlow flow, PasswordDemands demands, PasswordReset reset, PasswordTries tries, IdpDbContext db, IStringLocalizer<SignInTexts> texts) : PageModel
{
    [BindProperty]
    public string? NewPassword { get; set; }

    /// <summary>What the new password must be, shown before anything is typed.</summary>
    public PasswordRules Rules { get; private set; } = null!;

    /// <summary>Whose password it is.</summary>
    public string Email { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, NewPasswordStep.Page, ct);
        return here.IsHere ? await ShowAsync(here.Turn, problem: null, ct) : here.Elsewhere;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, NewPasswordStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var rules = await demands.OfAsync(here.Turn.User!, ct);
        if (rules.Refuse(NewPassword) is { } refusal)
        {
            return await ShowAsync(here.Turn, texts[$"NewPassword.{refusal}", rules.Shortest, PasswordRules.Longest], ct);
        }

        if (!await reset.FinishAsync(HttpContext, here.Turn, NewPassword!, ct))
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = "5";
            return await ShowAsync(here.Turn, texts["Password.Busy"], ct);
        }

        // Nobody waits for guesses at the password that is gone; while it is not, they stand.
        var (userId, email) = (here.Turn.User!.Id, here.Turn.User.Email!);
        db.LookBeforeSaving(userId, turn => tries.ForgiveAsync(email, turn));
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    private async Task<PageResult> ShowAsync(SignInTurn turn, string? problem, CancellationToken ct)
    {
        (Rules, Email) = (await demands.OfAsync(turn.User!, ct), turn.User!.Email!);
        if (problem is not null)
        {
            ModelState.AddModelError(nameof(NewPassword), problem);
        }

        return Page();
    }
}
