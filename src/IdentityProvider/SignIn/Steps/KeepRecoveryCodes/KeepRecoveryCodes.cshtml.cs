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

    /// <summary>The set that stood on the page.</summary>
    [BindProperty]
    public Guid? Shown { get; set; }

    public IReadOnlyList<WrittenCode> Codes { get; private set; } = [];

    /// <summary>Whose set they are of.</summary>
    public Guid? SetId { get; private set; }

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

        if (!await kept.AreThoseAsync(here.Turn.User!.Id, Shown, ct))
        {
            return await ShowAsync(here.Turn, ct, texts["Codes.Changed"]);
        }

        if (!Saved)
        {
            return await ShowAsync(here.Turn, ct, texts["Codes.NotSaved"]);
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
        if (!here.IsHere || await codes.OfAsync(here.Turn.User!.Id, ct) is not { } set)
        {
            return here.Elsewhere ?? SignInFlow.SeeOther(SignInFlow.ExpiredPage);
        }

        return set.Id == Shown ? kept.File(codes.Show(set), here.Turn.User.Email!) : await ShowAsync(here.Turn, ct, texts["Codes.Changed"]);
    }

    private async Task<PageResult> ShowAsync(SignInTurn turn, CancellationToken ct, string? problem = null)
    {
        var set = await codes.OfAsync(turn.User!.Id, ct);
        (SetId, Codes) = (set?.Id, set is null ? [] : codes.Show(set));
        if (problem is not null)
        {
            ModelState.AddModelError(nameof(Saved), problem);
        }

        return Page();
    }
}
