using IdentityProvider.Access;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.SignIn.Steps.Continue;

/// <summary>"Continue as Maya Okafor": another tab signed in meanwhile, or nothing is missing any more. One click, because a GET begins nothing.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class ContinueModel(SignInFlow flow, SignInAttempts attempts, Sessions sessions, IdpDbContext db) : PageModel
{
    public string DisplayName { get; private set; } = "";

    public string Email { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var (attempt, elsewhere) = await flow.FindLiveAsync(HttpContext, SignInFlow.ContinuePage, ct);
        if (attempt is null)
        {
            return elsewhere;
        }

        // Only somebody whose password this browser has shown is named here: the session's user, or one for whom nothing is missing.
        var user = await SessionUserAsync(attempt, ct) ?? await flow.FinishedUserAsync(HttpContext, attempt, ct);
        if (user is null)
        {
            return SignInFlow.SeeOther(SignInFlow.With(Identify.IdentifyStep.Page, attempt));
        }

        (DisplayName, Email) = (user.DisplayName, user.Email!);
        await flow.FrameAsync(HttpContext, attempt, ct);
        return Page();
    }

    /// <summary>Goes on as the person of the browser's session, through the pipeline: what is missing for this app is still asked for.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var (attempt, elsewhere) = await flow.FindLiveAsync(HttpContext, SignInFlow.ContinuePage, ct);
        if (attempt is null)
        {
            return elsewhere;
        }

        if (attempt.TypedName is null && !attempt.Demand.SelectAccount && await sessions.CurrentAsync(HttpContext, ct) is { } session && attempt.Demand.MayUse(session))
        {
            attempts.GoOnFrom(attempt, session);
        }

        return await flow.AdvanceAsync(HttpContext, attempt, ct);
    }

    public async Task<IActionResult> OnPostSomeoneElseAsync(CancellationToken ct)
    {
        var (attempt, elsewhere) = await flow.FindLiveAsync(HttpContext, SignInFlow.ContinuePage, ct);
        return attempt is null ? elsewhere : await flow.StartOverAsync(HttpContext, attempt, ct);
    }

    // An attempt nobody has typed a name into: another tab signed in meanwhile.
    private async Task<User?> SessionUserAsync(SignInAttempt attempt, CancellationToken ct) =>
        attempt.TypedName is null && !attempt.Demand.SelectAccount && await sessions.CurrentAsync(HttpContext, ct) is { } session && attempt.Demand.MayUse(session)
            ? await db.Users.SingleOrDefaultAsync(u => u.Id == session.UserId && u.DeactivatedAt == null, ct)
            : null;
}
