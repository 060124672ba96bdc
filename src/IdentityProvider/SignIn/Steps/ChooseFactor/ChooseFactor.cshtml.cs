using System.Collections.Immutable;
using IdentityProvider.Factors;
using IdentityProvider.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.ChooseFactor;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class ChooseFactorModel(SignInFlow flow, IStringLocalizer<SignInTexts> texts) : PageModel
{
    [BindProperty]
    public Way? Way { get; set; }

    public ImmutableArray<WayIn> Ways { get; private set; } = [];

    /// <summary>Whether the user is signed in already and a page or an app wants a fresh second factor.</summary>
    public bool IsStepUp { get; private set; }

    /// <summary>Whether it is a password reset: whoever has lost everything is led on from here.</summary>
    public bool IsReset { get; private set; }

    /// <summary>Whether a phone is on file, which another one may replace. Whoever lost anything else is let back in.</summary>
    public bool HasPhone { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, ChooseFactorStep.Page, ct);
        return here.IsHere ? Show(here.Turn) : here.Elsewhere;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, ChooseFactorStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        if (Way is not { } chosen || here.Turn.Facts.WaysToProve(here.Turn.Policy).All(way => way.Way != chosen))
        {
            ModelState.AddModelError(nameof(Way), texts["ChooseFactor.Empty"]);
            return Show(here.Turn);
        }

        here.Turn.Attempt.Choose(chosen);
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    private PageResult Show(SignInTurn turn)
    {
        Ways = turn.Facts.WaysToProve(turn.Policy);
        Way ??= turn.Facts.WayToProve(turn.Policy)!.Way;
        (IsReset, HasPhone) = (turn.Facts.IsRecovering, turn.Facts.HasPhone);
        IsStepUp = turn.Attempt.Demand.StepUp != StepUp.None || turn.Attempt.SessionId is not null;
        return Page();
    }
}
