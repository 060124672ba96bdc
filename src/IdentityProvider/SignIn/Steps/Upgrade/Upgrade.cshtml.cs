using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.SignIn.Steps.Upgrade;

/// <summary>An address for an old account: claimed here, proven by the link that is sent there. Then the sign-in goes on.</summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class UpgradeModel(SignInFlow flow, EmailClaims claims, Outbox outbox, AuditLog audit, IStringLocalizer<SignInTexts> texts) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>The address that is claimed and whose link was not used yet.</summary>
    public EmailClaim? Pending { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, UpgradeStep.Page, ct);
        return here.IsHere ? await ShowAsync(here.Turn, problem: null, ct) : here.Elsewhere;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, UpgradeStep.Page, ct);
        if (!here.IsHere)
        {
            return here.Elsewhere;
        }

        var turn = here.Turn;
        if (EmailAddress.Parse(Email) is not { } address)
        {
            return await ShowAsync(turn, "Identify.NotAnAddress", ct);
        }

        if (!await claims.MayClaimAsync(turn.User!.Id, ct))
        {
            return await ShowAsync(turn, "Upgrade.TooMany", ct);
        }

        // Whether somebody else has it makes no difference here: only who opens the link learns that.
        var claim = claims.Claim(turn.User, address, byAdmin: false);
        outbox.Enqueue(new Letter(Channel.Email, address, turn.Language, claim.Link) { Clinic = SignInCodes.LetterClinicOf(turn.Clinic), UserId = turn.User.Id });
        audit.Record(new EmailClaimed(claim.Id), turn.User.Id, turn.Clinic?.Id, attemptId: turn.Attempt.Id);
        return await flow.AdvanceAsync(HttpContext, turn.Attempt, ct);
    }

    /// <summary>"I have opened the link": if so, there is an address, and the sign-in goes on.</summary>
    public async Task<IActionResult> OnPostCheckAsync(CancellationToken ct)
    {
        var here = await flow.ArriveAsync(HttpContext, UpgradeStep.Page, ct);
        return here.IsHere ? await ShowAsync(here.Turn, "Upgrade.NotYet", ct) : await GoOnAsync(here.Elsewhere, ct);
    }

    private async Task<IActionResult> GoOnAsync(IActionResult elsewhere, CancellationToken ct)
    {
        var (attempt, _) = await flow.FindLiveAsync(HttpContext, UpgradeStep.Page, ct);
        return attempt is null ? elsewhere : await flow.AdvanceAsync(HttpContext, attempt, ct);
    }

    private async Task<PageResult> ShowAsync(SignInTurn turn, string? problem, CancellationToken ct)
    {
        Pending = await claims.PendingOfAsync(turn.User!.Id, ct);
        Zone = turn.Clinic?.Zone ?? TimeZoneInfo.Utc;
        if (problem is not null)
        {
            ModelState.AddModelError(problem == "Upgrade.NotYet" ? "" : nameof(Email), texts[problem]);
        }

        return Page();
    }
}
