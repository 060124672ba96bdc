using IdentityProvider.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.SignIn.Steps.Locked;

/// <summary>Too many wrong codes: until when, and what helps now. Not a step: it decides nothing, and goes away by itself.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class LockedModel(SignInFlow flow, SignInTurns turns, SignInCodes codes) : PageModel
{
    /// <summary>UTC.</summary>
    public DateTimeOffset Until { get; private set; }

    /// <summary>Whether a phone is on file, which another one may replace. Whoever lost anything else is let back in.</summary>
    public bool HasPhone { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset Now { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var (attempt, elsewhere) = await flow.FindLiveAsync(HttpContext, SignInFlow.LockedPage, ct);
        if (attempt is null)
        {
            return elsewhere;
        }

        var turn = await turns.ReadAsync(HttpContext, attempt, ct);
        if (turn.User is null || !turn.Facts.MayAskFactors || await codes.LockedUntilAsync(turn.User, ct) is not { } until)
        {
            // Over, or never: the first page sends the browser to the step that is due.
            return SignInFlow.SeeOther(SignInFlow.With(Identify.IdentifyStep.Page, attempt));
        }

        await flow.FrameAsync(HttpContext, attempt, ct);
        (Until, HasPhone, Now) = (until, turn.Facts.HasPhone, turn.Now);
        return Page();
    }
}
