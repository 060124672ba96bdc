using FluentValidation;
using IdentityProvider.Clinics;
using IdentityProvider.Limits;
using IdentityProvider.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.Identify;

/// <summary>The other way to say who one is: practice ID and user name, for those who have not signed in since their practice came here.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class LegacyModel(SignInFlow flow, SignInAttempts attempts, LegacyAccounts accounts, IStringLocalizer<SignInTexts> texts) : PageModel
{
    [BindProperty]
    public string? PracticeId { get; set; }

    [BindProperty]
    public string? UserName { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, IdentifyStep.Page, ct);
        return here.IsHere ? Page() : here.Elsewhere;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, IdentifyStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        ModelState.Forgive();
        foreach (var error in new LegacyValidator().Validate(this).Errors.DistinctBy(error => error.PropertyName))
        {
            ModelState.AddModelError(error.PropertyName, texts[error.ErrorMessage]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        // Whether the name belongs to anybody makes no difference to what comes next.
        var account = await accounts.FindAsync(PracticeId!, UserName!, ct);
        attempts.Identify(here.Turn.Attempt, LegacyAccounts.NameOf(PracticeId!, UserName!), account?.UserId);
        here.Turn.Attempt.IsLegacyName();
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }
}

/// <summary>The shape of an old name. Messages are keys of <see cref="SignInTexts"/>.</summary>
public sealed class LegacyValidator : AbstractValidator<LegacyModel>
{
    public LegacyValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(page => page.PracticeId).NotEmpty().WithMessage("Legacy.NoPracticeId")
            .Must(id => id!.Trim().Length <= 20 && !id.Any(char.IsControl)).WithMessage("Legacy.NoPracticeId");
        RuleFor(page => page.UserName).NotEmpty().WithMessage("Legacy.NoUserName")
            .Must(name => name!.Trim().Length <= LegacyAccount.LongestName && !name.Any(c => char.IsControl(c) || char.IsSurrogate(c))).WithMessage("Legacy.NoUserName");
    }
}
