using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Samples.Ehr.SignIn;

namespace Samples.Ehr.Pages;

/// <summary>POST /sign-out: ends the session here first, then at the provider (OpenID Connect RP-Initiated Logout 1.0).</summary>
[AllowAnonymous]
public sealed class SignOutModel(EhrSessions sessions, Authority authority, IOptions<EhrOptions> options) : PageModel
{
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var session = HttpContext.CurrentSession();
        await HttpContext.SignOutAsync();
        if (session is null)
        {
            return RedirectToPage("/SignedOut");
        }

        // Ours ends even when the provider cannot be reached: whoever signs out must not stay signed in here.
        sessions.End(session);
        var message = new OpenIdConnectMessage
        {
            IssuerAddress = (await authority.MetadataAsync(ct)).EndSessionEndpoint,
            // The hint tells the provider whose session ends, so that it need not ask.
            IdTokenHint = session.IdToken,
            PostLogoutRedirectUri = options.Value.PostLogoutRedirectUri,
            EnableTelemetryParameters = false,
        };
        return Redirect(message.CreateLogoutRequestUrl());
    }
}
