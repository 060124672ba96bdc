using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Emergency;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin.Emergency;

/// <summary>A use of emergency access as an admin sees it.</summary>
/// <param name="Review">What was written about it; null while nothing is.</param>
/// <param name="Reviewer">By whom.</param>
/// <param name="IsOwn">Whether the admin did it: somebody else reviews it.</param>
public sealed record EmergencyLine(EmergencyAccess Access, string Person, string Reason, string? Review, string? Reviewer, bool IsOwn);

/// <summary>Somebody who is named.</summary>
/// <param name="Code">The code in their envelope; null when none was printed.</param>
/// <param name="IsClosed">Whether too many wrong tries closed it.</param>
/// <param name="MayPrint">Whether the admin may print a code for them: nobody for somebody above them, or for themselves while another could do it.</param>
public sealed record NamedPerson(User User, EnvelopeCode? Code, bool IsClosed, bool MayPrint);

/// <summary>An app that the clinic's people use, and whether it opens in an emergency.</summary>
public sealed record EmergencyAppLine(string ClientId, string Name, bool Opens);

/// <summary>Reads what the page about emergencies shows of a clinic.</summary>
public sealed class EmergencyList(EmergencyAccesses accesses, EnvelopeCodes envelopes, EmergencyTries tries, ClinicPolicies policies, Reasons reasons, IdpDbContext db)
{
    private const int MostLines = 200;

    public async Task<IReadOnlyList<EmergencyLine>> UsesAsync(AdminVisit visit, CancellationToken ct)
    {
        var uses = await accesses.OfAsync(visit.Clinic.Id, MostLines, ct);
        var words = await reasons.ReadAsync([.. uses.Select(use => use.Id), .. uses.Select(use => use.ReviewId).OfType<Guid>()], ct);
        var ids = uses.Select(use => use.UserId).Concat(uses.Select(use => use.ReviewedBy).OfType<Guid>()).Distinct().ToList();
        var names = await db.Users.Where(user => ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, user => user.DisplayName, ct);
        return [.. uses.Select(use => new EmergencyLine(
            use,
            names[use.UserId],
            words[use.Id],
            use.ReviewId is { } review ? words.GetValueOrDefault(review) : null,
            use.ReviewedBy is { } reviewer ? names.GetValueOrDefault(reviewer) : null,
            use.UserId == visit.Admin.Id))];
    }

    /// <summary>Only people who work at the clinic now: somebody who left keeps a name in the policy, and no door.</summary>
    public async Task<IReadOnlyList<NamedPerson>> NamedAsync(AdminVisit visit, CancellationToken ct)
    {
        var clinicId = visit.Clinic.Id;
        var named = (await policies.CurrentAsync(clinicId, ct)).Policy.EmergencyUsers.ToList();
        var staff = await db.Memberships.StaffOf(clinicId).AsNoTracking().ToListAsync(ct);
        var working = staff.Select(m => m.UserId).Where(named.Contains).ToList();
        var people = await db.Users.Where(user => working.Contains(user.Id) && user.DeactivatedAt == null).OrderBy(user => user.DisplayName).ToListAsync(ct);
        var codes = await envelopes.OfAsync(clinicId, ct);
        var lines = new List<NamedPerson>();
        foreach (var user in people)
        {
            var isClosed = user.Email is { } email && await tries.IsClosedAsync(email, ct);
            lines.Add(new NamedPerson(user, codes.GetValueOrDefault(user.Id), isClosed, MayPrint(visit, user.Id, staff)));
        }

        return lines;
    }

    // The code in an envelope opens what its person may open: whoever prints it for somebody above them could be them.
    private static bool MayPrint(AdminVisit visit, Guid userId, List<Membership> staff) => userId == visit.Admin.Id
        ? !staff.Exists(m => m.UserId != userId && AdminPower.MayGive(m.Role, visit.Role))
        : staff.Where(m => m.UserId == userId).All(m => AdminPower.MayGive(visit.Role, m.Role));

    public async Task<IReadOnlyList<EmergencyAppLine>> AppsAsync(Guid clinicId, CancellationToken ct)
    {
        var marked = await accesses.AppsOfAsync(clinicId, ct);
        var apps = await db.Clients.AsNoTracking()
            .Where(client => client.DisabledAt == null && client.ServesStaff && (client.ServesEveryClinic || client.Clinics.Contains(clinicId)))
            .OrderBy(client => client.Name).Select(client => new { client.Id, client.Name }).ToListAsync(ct);
        return [.. apps.Select(app => new EmergencyAppLine(app.Id, app.Name, marked.Contains(app.Id)))];
    }
}
