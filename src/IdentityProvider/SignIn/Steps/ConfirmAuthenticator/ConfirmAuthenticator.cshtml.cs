using IdentityProvider.Codes;
using IdentityProvider.Factors;
using IdentityProvider.Limits;
using IdentityProvider.SignIn.Steps.ConfirmFactor;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.SignIn.Steps.ConfirmAuthenticator;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class ConfirmAuthenticatorModel(SignInFlow flow, AppSetUp apps, FactorSetUp setUp, TypedPages pages) : PageModel
{
    [BindProperty]
    public string? Digits { get; set; }

    public AppPicture Picture { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, ConfirmAuthenticatorStep.Page, ct);
        return !here.IsHere ? here.Elsewhere : await pages.LockedAsync(here.Turn, ct) ?? Show(here.Turn);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, ConfirmAuthenticatorStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var (attempt, user) = (here.Turn.Attempt, here.Turn.User!);
        var (outcome, step) = await apps.CheckAsync(user.Id, attempt.Id, attempt.SetUpSecret!, Digits, ct);
        if (outcome.Result is CodeCheck.Accepted)
        {
            await setUp.FinishAppAsync(here.Turn, step, ct);
            return await flow.AdvanceAsync(HttpContext, attempt, ct, setsUp: true);
        }

        return await pages.RefusedAsync(HttpContext, here.Turn, Way.AuthenticatorApp, outcome, ModelState, ct) ?? Show(here.Turn);
    }

    /// <summary>"Another way after all".</summary>
    public async Task<IActionResult> OnPostChangeAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, ConfirmAuthenticatorStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        here.Turn.Attempt.SetUpAnew();
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    private PageResult Show(SignInTurn turn)
    {
        Picture = apps.PictureOf(turn.Attempt.SetUpSecret!, turn.Clinic?.Name, turn.User!.Email!);
        Digits = null;
        return Page();
    }
}
