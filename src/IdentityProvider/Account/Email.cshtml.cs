using IdentityProvider.Audit;
using IdentityProvider.Delivery;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Account;

/// <summary>The address the account signs in with, and another one that is claimed for it.</summary>
[SignedIn(LocalPage.AccountEmail, StepUp = StepUp.SecondFactorIfOnFile, FreshPassword = true)]
public sealed class EmailModel(
    AccountVisits visits, EmailClaims claims, Outbox outbox, AuditLog audit, IdpDbContext db, IStringLocalizer<AccountTexts> texts) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>What was just done, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public EmailClaim? Pending { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) => await LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        var address = EmailAddress.Parse(Email);
        if (await ProblemAsync(address, ct) is { } problem)
        {
            ModelState.AddModelError(nameof(Email), texts[problem]);
            return Page();
        }

        // Whether somebody else has it makes no difference here: only who opens the link learns that.
        var claim = claims.Claim(Visit.User, address!, byAdmin: false);
        Mail(address!, claim.Link);
        Mail(Visit.User.Email!, claim.Notice);
        audit.Record(new EmailClaimed(claim.Id), Visit.User.Id, sessionId: Visit.Session.Id);
        await db.SaveChangesAsync(ct);
        return SignInFlow.SeeOther("/account/email?done=sent");
    }

    public async Task<IActionResult> OnPostStopAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Pending is { } pending)
        {
            pending.End(Visit.Now);
            audit.Record(new EmailClaimStopped(pending.Id), Visit.User.Id, sessionId: Visit.Session.Id);
            await db.SaveChangesAsync(ct);
        }

        return SignInFlow.SeeOther("/account/email?done=stopped");
    }

    private async Task<string?> ProblemAsync(string? address, CancellationToken ct) =>
        address is null ? "Email.NotAnAddress"
        : Users.User.Normalize(address) == Visit.User.NormalizedEmail ? "Email.Same"
        : await claims.MayClaimAsync(Visit.User.Id, ct) ? null
        : "Email.TooMany";

    private async Task LoadAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Pending = await claims.PendingOfAsync(Visit.User.Id, ct);
    }

    private void Mail(string address, LetterContent content) => outbox.Enqueue(new Letter(Channel.Email, address, Visit.Language, content)
    {
        Clinic = Visit.Home is { } home ? SignInCodes.LetterClinicOf(home) : null,
        UserId = Visit.User.Id,
    });
}
