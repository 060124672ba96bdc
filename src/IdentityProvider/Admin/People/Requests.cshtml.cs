using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin.People;

/// <summary>Somebody of the clinic who waits for a decision.</summary>
/// <param name="Why">What they wrote.</param>
/// <param name="Power">What this admin may do about it.</param>
public sealed record WaitingRequest(PhoneResetRequest Request, Guid PersonId, string Name, string? Email, string? Why, AdminPower Power);

/// <summary>Somebody who lost everything and asked to be let back in, or was.</summary>
/// <param name="ApprovedUntil">Until when the approval counts (UTC); null while nobody has decided.</param>
public sealed record LostRequest(Guid PersonId, string Name, string? Email, DateTimeOffset AskedAt, DateTimeOffset? ApprovedUntil);

/// <summary>What waits for an admin's decision: people who lost their phone and asked for another, or lost everything (product rows PF7, PF8).</summary>
[SignedIn(LocalPage.AdminRequests, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class RequestsModel(AdminVisits visits, PhoneResets resets, RecoveryRequests recoveries, Reasons reasons, IdpDbContext db) : PageModel
{
    public AdminVisit Visit { get; private set; } = null!;

    public IReadOnlyList<WaitingRequest> Waiting { get; private set; } = [];

    /// <summary>Only those whom this admin may let back in; nobody else learns of it.</summary>
    public IReadOnlyList<LostRequest> Lost { get; private set; } = [];

    public string People => $"/admin/{Uri.EscapeDataString(Visit.Clinic.PracticeId)}/people";

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var clinicId = Visit.Clinic.Id;
        var here = db.Memberships.Where(m => m.ClinicId == clinicId && m.AcceptedAt != null && m.DeactivatedAt == null).Select(m => m.UserId);
        var open = await resets.OpenOfAsync(here, ct);
        var lost = await recoveries.OpenOfAsync(here, ct);
        var ids = open.Select(request => request.UserId).Concat(lost.Select(request => request.UserId)).Distinct().ToList();
        var people = await db.Users.AsNoTracking().Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, ct);
        var memberships = (await db.Memberships.AsNoTracking().Where(m => ids.Contains(m.UserId)).ToListAsync(ct)).ToLookup(m => m.UserId);
        var own = await db.Memberships.AsNoTracking().Where(m => m.UserId == Visit.Admin.Id).ToListAsync(ct);
        var words = await reasons.ReadAsync([.. open.Select(request => request.ReasonId).OfType<Guid>()], ct);
        AdminPower PowerOver(Guid id) => AdminPower.Over(people[id], [.. memberships[id]], Visit.Admin.Id, own, Visit.Clinic.Id);
        Waiting = [.. open.Where(request => people.ContainsKey(request.UserId)).Select(request => new WaitingRequest(
            request, request.UserId, people[request.UserId].DisplayName, people[request.UserId].Email,
            request.ReasonId is { } id ? words.GetValueOrDefault(id) : null, PowerOver(request.UserId)))];
        Lost = [.. lost.Where(request => people.ContainsKey(request.UserId) && PowerOver(request.UserId).Covers(PowerReach.SignIn))
            .Select(request => new LostRequest(
                request.UserId, people[request.UserId].DisplayName, people[request.UserId].Email, request.AskedAt, request.ExpiresAt))];
    }
}
