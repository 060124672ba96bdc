using IdentityProvider.Audit;
using IdentityProvider.Limits;
using IdentityProvider.Phones;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.PhoneReset;

/// <summary>
/// "I can't get a code": asks the practice to let a new phone be set, and shows what became of that. Not a step: it proves nothing and opens
/// nothing; the approval does, at the next sign-in. Only after the password, where a second step is due that is on file.
/// </summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class AskPhoneResetModel(
    SignInFlow flow, SignInTurns turns, PhoneResets resets, PhoneResetAsking asking, LostEverything lost, IStringLocalizer<SignInTexts> texts) : PageModel
{
    internal const string Address = "/sign-in/phone-reset";

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The newest request, when no other one may be made now.</summary>
    public PhoneResetRequest? Current { get; private set; }

    /// <summary>Whether anybody else at the user's practices is there to decide. Otherwise an operator does, and has to be asked.</summary>
    public bool HasAdmin { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset Now { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var (turn, elsewhere) = await ArriveAsync(ct);
        return turn is null ? elsewhere : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var (turn, elsewhere) = await ArriveAsync(ct);
        if (turn is null)
        {
            return elsewhere;
        }

        var reason = Reason?.Replace("\0", "", StringComparison.Ordinal).Trim() ?? "";
        if (reason.Length is 0 or > Reasons.LongestLength)
        {
            ModelState.AddModelError(nameof(Reason), reason.Length == 0 ? texts["PhoneReset.ReasonEmpty"] : texts["PhoneReset.ReasonTooLong", Reasons.LongestLength]);
            return Page();
        }

        await asking.AskAsync(turn, reason, ct);
        return await flow.SaveAsync(HttpContext, turn.Attempt, SignInFlow.With(Address, turn.Attempt), ct);
    }

    private async Task<(SignInTurn? Turn, IActionResult Elsewhere)> ArriveAsync(CancellationToken ct)
    {
        var (attempt, elsewhere) = await flow.FindLiveAsync(HttpContext, Address, ct);
        if (attempt is null)
        {
            return (null, elsewhere);
        }

        var turn = await turns.ReadAsync(HttpContext, attempt, ct);
        if (!IsFor(turn))
        {
            // The first page sends the browser to the step that is due.
            return (null, SignInFlow.SeeOther(SignInFlow.With(Steps.Identify.IdentifyStep.Page, attempt)));
        }

        await flow.FrameAsync(HttpContext, attempt, ct);
        (Now, HasAdmin) = (turn.Now, (await lost.AdminsOfAsync(turn.User!, ct)).Count > 0);
        Current = await resets.LastOfAsync(turn.User!.Id, ct) is { } last && !last.AllowsAnother(turn.Now) ? last : null;
        return (turn, elsewhere);
    }

    // Without a phone on file there is none to replace, and an approval would be a way past the factor that is: whoever lost another one is let back in.
    // And before the password nothing about anybody is told or asked.
    private static bool IsFor(SignInTurn turn) =>
        turn.User is not null && turn.Facts.HasProvenWho && !turn.Facts.MayReplacePhone
        && turn.Facts.LacksSecondFactor(turn.Policy, turn.Now) && turn.Facts.HasPhone;
}
