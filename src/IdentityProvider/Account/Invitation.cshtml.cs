using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using IdentityProvider.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Account;

/// <summary>
/// Behind the link of an invitation: whose it is, and one button. Mail scanners open links; nothing happens until somebody presses it. Whether
/// the address has an account shows here and nowhere else: whoever came by this link reads its mail.
/// </summary>
[AllowAnonymous, EnableRateLimiting(RateLimits.SignIn)]
public sealed class InvitationModel(
    Invitations invitations, InvitationAccepting accepting, NewPasswordRules rules, IdpDbContext db, IStringLocalizer<AccountTexts> texts, TimeProvider clock)
    : PageModel
{
    [BindProperty(SupportsGet = true, Name = LinkContent.TokenName)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    /// <summary>Null when the link does not work any more.</summary>
    public Invitation? Invitation { get; private set; }

    public Clinic? Clinic { get; private set; }

    /// <summary>Whether the address has an account, which accepts after signing in.</summary>
    public bool HasAccount { get; private set; }

    /// <summary>What the password must be, shown before anything is typed.</summary>
    public PasswordRules? Rules { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Name = Invitation?.Name;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Invitation is not { } invitation)
        {
            return Page();
        }

        if (HasAccount)
        {
            return SignInFlow.SeeOther("/account/invitations");
        }

        var name = PersonName.Parse(Name);
        if (name is null)
        {
            ModelState.AddModelError(nameof(Name), texts["Invitation.NoName"]);
        }

        Rules = await rules.ForAsync(invitation, Clinic!, name, ct);
        if (Rules.Refuse(Password) is { } refusal)
        {
            ModelState.AddModelError(nameof(Password), rules.Say(refusal, Rules));
        }

        return ModelState.IsValid ? await CreateAsync(invitation, name!, ct) : Page();
    }

    private async Task<IActionResult> CreateAsync(Invitation invitation, string name, CancellationToken ct)
    {
        var newcomer = new Newcomer(name, Password!, Languages.Current, clock.GetUtcNow());
        var acceptance = await accepting.CreateAsync(HttpContext, invitation, newcomer, ct);
        if (acceptance.Next is { } next)
        {
            return next;
        }

        if (acceptance.IsBusy)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = "5";
            ModelState.AddModelError(nameof(Password), texts["Legacy.Busy"]);
            return Page();
        }

        // Somebody was faster: the page says how it stands now.
        db.StartOver();
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Invitation = await invitations.FindAsync(Token, ct) is { } found && found.IsLive(clock.GetUtcNow()) ? found : null;
        if (Invitation is { } invitation)
        {
            Clinic = await db.Clinics.AsNoTracking().SingleAsync(c => c.Id == invitation.ClinicId, ct);
            HasAccount = await db.Users.AnyAsync(u => u.NormalizedEmail == invitation.NormalizedEmail, ct);
            Rules = await rules.ForAsync(invitation, Clinic, invitation.Name, ct);
            GateFrame.Set(HttpContext, new GateFrame(Clinic.Name, null, Clinic.FrontDeskPhone, Clinic.BrandColor, Clinic.Zone));
        }
    }
}
