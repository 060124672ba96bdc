using IdentityProvider.Access;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.Connect;

/// <summary>Asks before it signs out, because the request did not show that it comes from an app of this user.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.Protocol)]
public sealed class ConfirmLogoutModel(LogoutRequests requests, Sessions sessions, Endings endings, IdpDbContext db) : PageModel
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
            await endings.SignOutAsync(HttpContext, session, SessionEnd.SignedOut, ct);
            await db.SaveChangesAsync(ct);
        }

        Response.Headers.Location = logout.ReturnTo ?? SignedOutModel.Path;
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
