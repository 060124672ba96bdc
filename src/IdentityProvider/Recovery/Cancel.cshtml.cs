using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace IdentityProvider.Recovery;

/// <summary>Stops a recovery that somebody asked for, or that was approved: the account's owner reads the mail and says no.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class CancelModel(MailedLinks links, RecoveryRequests requests, AuditLog audit, TimeProvider clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = LinkContent.TokenName)]
    public string? Token { get; set; }

    public bool Works { get; private set; }

    public bool IsDone { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        Works = await links.FindAsync(Token, LinkPurpose.RecoveryCancel, ct) is { } link && link.IsGood(clock.GetUtcNow());

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        IsDone = await links.UseAsync(Token, LinkPurpose.RecoveryCancel, link => CancelAsync(link, ct), ct);
        return Page();
    }

    private async Task CancelAsync(MailedLink link, CancellationToken ct)
    {
        var userId = link.UserId!.Value;
        audit.Record(new LinkUsed(link.Purpose, link.Id), userId);
        if (await requests.CancelAllAsync(userId, ct))
        {
            audit.Record(new RecoveryCancelled(), userId);
        }
    }
}
