using IdentityProvider.Access;
using IdentityProvider.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.Connect;

/// <summary>Asks before it signs out, because the request did not show that it comes from an app of this user.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.Protocol)]
public sealed class ConfirmLogoutModel(LogoutRequests requests, Sessions sessions, SessionEnding ending) : PageModel
{
    public const string Path = "/connect/endsession/confirm";

    public void OnGet()
    {
        // The question is the same whatever the request says; what it says is read again when it is answered.
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await requests.ReadAsync(Request, ct) is not { } logout)
        {
            return BadRequest();
        }

        if (await sessions.CurrentAsync(HttpContext, ct) is { } session)
        {
            await ending.SignOutAsync(HttpContext, session, ct);
        }

        Response.Headers.Location = logout.ReturnTo ?? SignedOutModel.Path;
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
