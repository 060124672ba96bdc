using IdentityProvider.Clinics;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Account;

/// <summary>
/// Places that were offered to the user's address. Taking one gives the clinic's admins a say in this sign-in, so it asks for the password and
/// for the second factor on file: a session that somebody left open is not enough.
/// </summary>
[SignedIn(LocalPage.AccountInvitations, StepUp = StepUp.SecondFactorIfOnFile, FreshPassword = true)]
public sealed class InvitationsModel(AccountVisits visits, Invitations invitations, InvitationAccepting accepting) : PageModel
{
    /// <summary>What was just done, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public AccountVisit Visit { get; private set; } = null!;

    public IReadOnlyList<(Invitation Invitation, Clinic Clinic)> Waiting { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Waiting = await invitations.WaitingForAsync(Visit.User, ct);
    }

    public async Task<IActionResult> OnPostAcceptAsync(Guid id, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return Back(await accepting.AcceptAsync(Visit, id, ct) ? "accepted" : "gone");
    }

    public async Task<IActionResult> OnPostDeclineAsync(Guid id, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return Back(await accepting.DeclineAsync(Visit, id, ct) ? "declined" : "gone");
    }

    private static IActionResult Back(string done) => SignInFlow.SeeOther($"/account/invitations?done={done}");
}
