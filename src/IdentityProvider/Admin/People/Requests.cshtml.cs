using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Phones;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin.People;

/// <summary>Somebody of the clinic who waits for a decision.</summary>
/// <param name="Why">What they wrote.</param>
/// <param name="Power">What this admin may do about it.</param>
public sealed record WaitingRequest(PhoneResetRequest Request, Guid PersonId, string Name, string? Email, string? Why, AdminPower Power);

/// <summary>What waits for an admin's decision: people who lost their phone and asked for another (product row PF8).</summary>
[SignedIn(LocalPage.AdminRequests, For = Visitors.ClinicAdmins, StepUp = StepUp.SecondFactor)]
public sealed class RequestsModel(AdminVisits visits, PhoneResets resets, Reasons reasons, IdpDbContext db) : PageModel
{
    public AdminVisit Visit { get; private set; } = null!;

    public IReadOnlyList<WaitingRequest> Waiting { get; private set; } = [];

    public string People => $"/admin/{Uri.EscapeDataString(Visit.Clinic.PracticeId)}/people";

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visit = await visits.BeginAsync(HttpContext, ct);
        var clinicId = Visit.Clinic.Id;
        var here = db.Memberships.Where(m => m.ClinicId == clinicId && m.AcceptedAt != null && m.DeactivatedAt == null).Select(m => m.UserId);
        var open = await resets.OpenOfAsync(here, ct);
        var ids = open.Select(request => request.UserId).ToList();
        var people = await db.Users.AsNoTracking().Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, ct);
        var memberships = (await db.Memberships.AsNoTracking().Where(m => ids.Contains(m.UserId)).ToListAsync(ct)).ToLookup(m => m.UserId);
        var own = await db.Memberships.AsNoTracking().Where(m => m.UserId == Visit.Admin.Id).ToListAsync(ct);
        var words = await reasons.ReadAsync([.. open.Select(request => request.ReasonId).OfType<Guid>()], ct);
        Waiting = [.. open.Where(request => people.ContainsKey(request.UserId)).Select(request => new WaitingRequest(
            request, request.UserId, people[request.UserId].DisplayName, people[request.UserId].Email,
            request.ReasonId is { } id ? words.GetValueOrDefault(id) : null,
            AdminPower.Over(people[request.UserId], [.. memberships[request.UserId]], Visit.Admin.Id, own, Visit.Clinic.Id)))];
    }
}
