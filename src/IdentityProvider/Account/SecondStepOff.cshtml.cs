using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>Switching one's own second step off: the password again, and a factor where one is on file (product row TA9). What clinics ask stays.</summary>
[SignedIn(LocalPage.AccountSecondStepOff, StepUp = StepUp.SecondFactorIfOnFile, FreshPassword = true)]
public sealed class SecondStepOffModel(AccountVisits visits, OwnTerms terms, SecondStepSwitch own) : PageModel
{
    public AccountVisit Visit { get; private set; } = null!;

    /// <summary>The places that go on asking.</summary>
    public IReadOnlyList<Demanded> StillAsking { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        StillAsking = [.. (await terms.OfAsync(Visit, ct)).Where(demanded => demanded.AsksSecondStep)];
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        await own.TurnAsync(Visit, on: false, ct);
        return RedirectToPage("/Account/SecondStep", new { turned = "off" });
    }
}
