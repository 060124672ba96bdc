using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.Account;

/// <summary>Behind the link to a claimed address: a button that makes it the account's. It signs nobody in.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class VerifyEmailModel(EmailClaims claims, EmailVerification verification, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = LinkContent.TokenName)]
    public string? Token { get; set; }

    /// <summary>The address, while the link works.</summary>
    public string? Address { get; private set; }

    /// <summary>What the button did; null before it was pressed.</summary>
    public EmailVerdict? Verdict { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => await LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Verdict = await verification.VerifyAsync(Token, ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct) =>
        Address = await claims.FindAsync(Token, ct) is { } claim && claim.IsPending(clock.GetUtcNow()) ? claim.Address : null;
}
