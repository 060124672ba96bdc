using IdentityProvider.Clients;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin;

/// <summary>Every app there is, and the approvals that only operators give.</summary>
[SignedIn(LocalPage.PlatformApps, For = Visitors.Operators, StepUp = StepUp.SecondFactor)]
public sealed class PlatformAppsModel(PlatformVisits visits, AppApprovals approvals, AppSuspension suspension, ApprovingTokens tokens, IdpDbContext db) : PageModel
{
    /// <summary>What was just done, for the note on top.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public PlatformVisit Visit { get; private set; } = null!;

    public IReadOnlyList<AskingApp> Apps { get; private set; } = [];

    public IEnumerable<AskingApp> Waiting => Apps.Where(app => app.Reach.IsWaiting && !app.Reach.Wanted.IsEmpty);

    /// <summary>Practice IDs by clinic.</summary>
    public IReadOnlyDictionary<Guid, string> Clinics { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>With which apps come in approved.</summary>
    public IReadOnlyList<ApprovingToken> Tokens { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        Apps = await approvals.AllAsync(ct);
        Tokens = await tokens.AllAsync(ct);
        var named = Apps.SelectMany(app => app.Reach.Wanted.Clinics.Concat(app.Client.Clinics)).Distinct().ToList();
        Clinics = await db.Clinics.Where(clinic => named.Contains(clinic.Id)).ToDictionaryAsync(clinic => clinic.Id, clinic => clinic.PracticeId, ct);
    }

    public async Task<IActionResult> OnPostApproveAsync(string clientId, string wish, bool firstParty, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return Back(await approvals.ApproveAsync(Visit, clientId, wish, firstParty, ct) ? "approved" : "gone");
    }

    public async Task<IActionResult> OnPostWithdrawAsync(string clientId, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return Back(await approvals.WithdrawAsync(Visit, clientId, ct) ? "withdrawn" : "gone");
    }

    public async Task<IActionResult> OnPostSuspendAsync(string clientId, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return Back(await suspension.SuspendAsync(Visit, clientId, ct) ? "suspended" : "gone");
    }

    public async Task<IActionResult> OnPostResumeAsync(string clientId, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return Back(await suspension.ResumeAsync(Visit, clientId, ct) ? "resumed" : "gone");
    }

    public async Task<IActionResult> OnPostRevokeTokenAsync(Guid id, CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        return Back(await tokens.RevokeAsync(Visit, id, ct) ? "revoked" : "gone");
    }

    private RedirectResult Back(string done) => Redirect($"/admin/platform/apps?done={done}");
}
