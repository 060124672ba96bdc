using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>Switching one's own second step on: the password again, then a factor. Who has none sets one up on the way here (product row TA3).</summary>
[SignedIn(LocalPage.AccountSecondStepOn, StepUp = StepUp.SecondFactor, FreshPassword = true)]
public sealed class SecondStepOnModel(AccountVisits visits, OwnFactors factors, SecondStepSwitch own) : PageModel
{
    public AccountVisit Visit { get; private set; } = null!;

    public IReadOnlyList<OwnFactor> Factors { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Factors = await factors.OfAsync(Visit.User, ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        await own.TurnAsync(Visit, on: true, ct);
        return RedirectToPage("/Account/SecondStep", new { turned = "on" });
    }
}
