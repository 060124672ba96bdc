using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.Recovery;

/// <summary>Behind the unlock link: a button that leads to the password, past the waits.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class OpenUnlockModel(MailedLinks links, LinkOpenings openings, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = LinkContent.TokenName)]
    public string? Token { get; set; }

    public bool Works { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        Works = await links.FindAsync(Token, LinkPurpose.Unlock, ct) is { } link && link.IsGood(clock.GetUtcNow());

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        await openings.UnlockAsync(HttpContext, Token, clock.GetUtcNow(), ct) ?? Page();
}
