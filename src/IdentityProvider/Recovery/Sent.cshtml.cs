using IdentityProvider.Limits;
using IdentityProvider.SignIn;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Recovery;

/// <summary>"Check your mail", said to everybody who asked for a link, whatever was typed.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class SentModel(SignInAttempts attempts, SignInFlow flow, IOptions<MailedLinkOptions> options) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public bool Unlock { get; set; }

    /// <summary>How long the link works.</summary>
    public int Minutes => (int)options.Value.Recovery.TotalMinutes;

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (await attempts.CurrentAsync(HttpContext, ct) is { } attempt)
        {
            await flow.FrameAsync(HttpContext, attempt, ct);
        }
    }
}
