using IdentityProvider.Access;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
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
        var attempt = await attempts.CurrentAsync(HttpContext, ct);
        var session = await sessions.CurrentAsync(HttpContext, ct);
        var userId = attempt?.UserId ?? session?.UserId;
        if (attempt is null || userId is null || await db.Users.SingleOrDefaultAsync(u => u.Id == userId, ct) is not { } user)
        {
            return SignInFlow.SeeOther(attempt is null ? SignInFlow.ExpiredPage : SignInFlow.With(Identify.IdentifyStep.Page, attempt));
        }

        (DisplayName, Email) = (user.DisplayName, user.Email!);
        await flow.FrameAsync(HttpContext, attempt, ct);
        return Page();
    }

    /// <summary>Goes on as the person of the browser's session, through the pipeline: what is missing for this app is still asked for.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await attempts.CurrentAsync(HttpContext, ct) is not { } attempt)
        {
            return SignInFlow.SeeOther(SignInFlow.ExpiredPage);
        }

        if (attempt.TypedName is null && await sessions.CurrentAsync(HttpContext, ct) is { } session)
        {
            await attempts.GoOnFromAsync(attempt, session, ct);
        }

        return await flow.AdvanceAsync(HttpContext, attempt, ct);
    }

    public async Task<IActionResult> OnPostSomeoneElseAsync(CancellationToken ct) =>
        await attempts.CurrentAsync(HttpContext, ct) is { } attempt
            ? await flow.StartOverAsync(HttpContext, attempt, ct)
            : SignInFlow.SeeOther(SignInFlow.ExpiredPage);
}
