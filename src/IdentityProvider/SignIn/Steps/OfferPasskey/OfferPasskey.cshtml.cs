using IdentityProvider.Factors;
using IdentityProvider.Limits;
using IdentityProvider.SignIn.Steps.CreatePasskey;
using IdentityProvider.SignIn.Steps.Passkey;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.OfferPasskey;

[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class OfferPasskeyModel(SignInFlow flow, PasskeySetUp setUp, Passkeys passkeys, IStringLocalizer<SignInTexts> texts) : PageModel
{
    /// <summary>Which challenge is answered.</summary>
    [BindProperty]
    public Guid? Question { get; set; }

    /// <summary>What the device made, as the browser's own JSON.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, OfferPasskeyStep.Page, ct);
        return here.IsHere ? Page() : here.Elsewhere;
    }

    /// <summary>Draws the challenge and says what the device is to make.</summary>
    public async Task<IActionResult> OnPostQuestionAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, OfferPasskeyStep.Page, ct);
        return here.IsHere ? PasskeyQuestionResult.Of(await setUp.AskAsync(HttpContext, here.Turn)) : PasskeyQuestionResult.Moved;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, OfferPasskeyStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        if (await setUp.AddAsync(HttpContext, here.Turn, new PasskeyReply(Question, Credential)) is not { } why)
        {
            return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct, setsUp: true);
        }

        await flow.SaveAsync(HttpContext, here.Turn.Attempt, OfferPasskeyStep.Page, ct);
        ModelState.AddModelError("", texts[why == PasskeyRefusal.NotAsked ? "Passkey.TookTooLong" : "Passkey.NotMade"]);
        return Page();
    }

    /// <summary>"Not now".</summary>
    public async Task<IActionResult> OnPostLaterAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, OfferPasskeyStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        await passkeys.DeclinedAsync(await passkeys.HolderOfAsync(here.Turn.User!.Id, ct), ct);
        return await flow.AdvanceAsync(HttpContext, here.Turn.Attempt, ct);
    }
}
