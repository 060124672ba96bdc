using IdentityProvider.Factors;
using IdentityProvider.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.KeepRecoveryCodes;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class KeepRecoveryCodesModel(SignInFlow flow, RecoveryCodes codes, CodesKept kept, IStringLocalizer<SignInTexts> texts) : PageModel
{
    /// <summary>"I have saved them."</summary>
    [BindProperty]
    public bool Saved { get; set; }

    public IReadOnlyList<WrittenCode> Codes { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, KeepRecoveryCodesStep.Page, ct);
        return here.IsHere ? await ShowAsync(here.Turn, ct) : here.Elsewhere;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, KeepRecoveryCodesStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        if (!Saved)
        {
            ModelState.AddModelError(nameof(Saved), texts["Codes.NotSaved"]);
            return await ShowAsync(here.Turn, ct);
        }

        var notice = await kept.ConfirmAsync(here.Turn.User!.Id, here.Turn.Attempt.Id, ct);
        if (notice is not null)
        {
            kept.Tell(here.Turn, notice);
        }

        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    /// <summary>The codes as a file. A POST, because a GET could be fetched by anything that reads links.</summary>
    public async Task<IActionResult> OnPostFileAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, KeepRecoveryCodesStep.Page, ct);
        return here.IsHere && await codes.OfAsync(here.Turn.User!.Id, ct) is { } set
            ? kept.File(codes.Show(set), here.Turn.User.Email!)
            : here.Elsewhere ?? SignInFlow.SeeOther(SignInFlow.ExpiredPage);
    }

    private async Task<PageResult> ShowAsync(SignInTurn turn, CancellationToken ct)
    {
        Codes = await codes.OfAsync(turn.User!.Id, ct) is { } set ? codes.Show(set) : [];
        return Page();
    }
}
