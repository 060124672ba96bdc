using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.Recovery;

/// <summary>Behind "This wasn't me": what the button ends, and the button.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class NotMeModel(MailedLinks links, Disavowals disavowals, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = LinkContent.TokenName)]
    public string? Token { get; set; }

    public bool Works { get; private set; }

    /// <summary>Whether the button was pressed.</summary>
    public bool IsDone { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        Works = await links.FindAsync(Token, LinkPurpose.Disavowal, ct) is { } link && link.IsGood(clock.GetUtcNow());

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        IsDone = await disavowals.DisavowAsync(HttpContext, Token, clock.GetUtcNow(), ct);
        return Page();
    }
}
