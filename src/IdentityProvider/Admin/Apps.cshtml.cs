using IdentityProvider.Clients;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace IdentityProvider.Admin;

/// <summary>Which apps of developers the clinic's people can use. An owner decides for the own clinic.</summary>
[SignedIn(LocalPage.AdminApps, For = Visitors.ClinicOwners, StepUp = StepUp.SecondFactor)]
public sealed class AppsModel(AdminVisits visits, AppApprovals approvals, ApprovingTokens tokens) : PageModel
{
    /// <summary>What was just done, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public AdminVisit Visit { get; private set; } = null!;

    public IReadOnlyList<AskingApp> Asking { get; private set; } = [];

    public IReadOnlyList<AskingApp> InUse { get; private set; } = [];

    /// <summary>With which apps come in approved for this clinic.</summary>
    public IReadOnlyList<ApprovingToken> Tokens { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var all = await approvals.AllAsync(ct);

        // One that is switched off too: whoever switches it on again shall not bring back what an owner could not see.
        InUse = [.. all.Where(app => app.Client.ReachNow.Includes(Visit.Clinic.Id))];
        Tokens = await tokens.OfClinicAsync(Visit, ct);

        // Who wants every clinic asks an operator; here stands who names this one.
        Asking = [.. all.Where(app => app.Reach.Wanted.ApprovedBy(Visit.Clinic.Id, app.Reach.Approved) is { } approved && !approved.Equals(app.Reach.Approved))];
    }

    public async Task<IActionResult> OnPostApproveAsync(string clientId, string wish, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return Back(await approvals.ApproveForClinicAsync(Visit, clientId, wish, ct) ? "approved" : "gone");
    }

    public async Task<IActionResult> OnPostWithdrawAsync(string clientId, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return Back(await approvals.WithdrawForClinicAsync(Visit, clientId, ct) ? "withdrawn" : "gone");
    }

    public async Task<IActionResult> OnPostRevokeTokenAsync(Guid id, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return Back(await tokens.RevokeAsync(Visit, id, ct) ? "revoked" : "gone");
    }

    private RedirectResult Back(string done) => Redirect($"/admin/{Uri.EscapeDataString(Visit.Clinic.PracticeId)}/apps?done={done}");
}
