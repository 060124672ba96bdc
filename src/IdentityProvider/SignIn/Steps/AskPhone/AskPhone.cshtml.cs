using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Limits;
using IdentityProvider.Phones;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.AskPhone;

/// <summary>A phone for next time (product row PF1). It proved nothing of the reset that has just been finished.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class AskPhoneModel(SignInFlow flow, PhoneEntry phones, ClinicPolicies policies, IStringLocalizer<SignInTexts> texts) : PageModel
{
    [BindProperty]
    public Channel Method { get; set; }

    [BindProperty]
    public string? Phone { get; set; }

    public string? ClinicName { get; private set; }

    /// <summary>Whether "not now" is an answer.</summary>
    public bool CanSkip { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, AskPhoneStep.Page, ct);
        return here.IsHere ? Show(here.Turn) : here.Elsewhere;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, AskPhoneStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var channel = Method == Channel.Voice ? Channel.Voice : Channel.Text;
        var userId = here.Turn.User!.Id;
        var entered = await phones.TakeAsync(new TypedPhone(userId, Phone, channel, await policies.RefusesVoipAsync(userId, ct)), ct);
        if (!entered.IsAccepted)
        {
            ModelState.AddModelError(nameof(Phone), texts[$"Phone.{entered.Refusal}"]);
            return Show(here.Turn);
        }

        here.Turn.Attempt.SetUp(channel == Channel.Voice ? Way.Voice : Way.Text, entered.Phone.Id);
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    /// <summary>"Not now", where the clinic lets people skip it.</summary>
    public async Task<IActionResult> OnPostSkipAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, AskPhoneStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        if (here.Turn.Facts.MustGivePhone)
        {
            return Show(here.Turn);
        }

        here.Turn.Attempt.DeclinePhone(here.Turn.Now);
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }

    private PageResult Show(SignInTurn turn)
    {
        (ClinicName, CanSkip) = (turn.Clinic?.Name, !turn.Facts.MustGivePhone);
        return Page();
    }
}
