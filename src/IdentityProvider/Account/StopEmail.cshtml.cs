using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.Account;

/// <summary>Behind the link that the old address gets: a button that stops the change. Once the new address is the account's, it is too late for that.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class StopEmailModel(EmailClaims claims, EmailVerification verification, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = LinkContent.TokenName)]
    public string? Token { get; set; }

    public bool Works { get; private set; }

    public bool Stopped { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => Works = await FindAsync(ct) is { } claim && claim.IsPending(clock.GetUtcNow());

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Stopped = await FindAsync(ct) is { } claim && await verification.StopAsync(claim, ct);
        return Page();
    }

    private Task<EmailClaim?> FindAsync(CancellationToken ct) => claims.FindByCancelAsync(Token, ct);
}
