using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.Recovery;

/// <summary>Behind the link to a new password: a button. Mail scanners open links; nothing happens until somebody presses it.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class OpenLinkModel(MailedLinks links, LinkOpenings openings, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = LinkContent.TokenName)]
    public string? Token { get; set; }

    /// <summary>Whether the button is shown. Otherwise the page says how to get a new link.</summary>
    public bool Works { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        Works = await links.FindAsync(Token, LinkPurpose.PasswordReset, ct) is { } link && link.IsGood(clock.GetUtcNow());

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        await openings.BeginResetAsync(HttpContext, Token, clock.GetUtcNow(), ct) ?? Page();
}
