using IdentityProvider.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.SignIn.Steps.Expired;

/// <summary>The attempt is over, unknown, or another browser's. Says so the same way for all three, and where to begin again.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class ExpiredModel(SignInAttempts attempts) : PageModel
{
    /// <summary>The app that asked, when this browser's attempt still tells; its request can be taken up again.</summary>
    public string? AppName { get; private set; }

    /// <summary>Where to begin again, or null when only the app itself knows.</summary>
    public string? Again { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await attempts.FindAsync(HttpContext, ct) is { } attempt)
        {
            (AppName, Again) = (attempt.Demand.AppName, SignInEnding.ReturnOf(attempt));
        }

        return Page();
    }
}
