using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Admin;

/// <summary>A practice as an operator sees it: what support needs to know whom it talks to, and no patient.</summary>
/// <param name="Owners">Names of its active owners.</param>
/// <param name="Staff">How many work there.</param>
public sealed record PracticeLine(Guid Id, string PracticeId, string Name, string? Phone, IReadOnlyList<string> Owners, int Staff);

/// <param name="Lines">The first of them, by practice ID.</param>
/// <param name="Total">How many there are.</param>
public sealed record FoundPractices(IReadOnlyList<PracticeLine> Lines, int Total);

/// <summary>Finds practices across the deployment. Changes nothing.</summary>
public sealed class PracticeSearch(IdpDbContext db)
{
    /// <summary>The longest list. Whoever looks for one practice types another letter.</summary>
    public const int Most = 50;

    /// <param name="typed">Part of the practice ID or of the name, in any case; every character stands for itself. Empty for all.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<FoundPractices> FindAsync(string? typed, CancellationToken ct)
    {
        var matching = Matching(typed);
        var lines = await matching.OrderBy(clinic => clinic.PracticeId).Take(Most)
            .Select(clinic => new PracticeLine(
                clinic.Id, clinic.PracticeId, clinic.Name, clinic.FrontDeskPhone,
                db.Memberships.Where(m => m.ClinicId == clinic.Id && m.Role == Role.Owner && m.AcceptedAt != null && m.DeactivatedAt == null)
                    .Join(db.Users.Where(user => user.DeactivatedAt == null), m => m.UserId, user => user.Id, (m, user) => user.DisplayName).OrderBy(name => name).ToList(),
                db.Memberships.Count(m => m.ClinicId == clinic.Id && m.Role != Role.Patient && m.AcceptedAt != null && m.DeactivatedAt == null)))
            .ToListAsync(ct);
        return new FoundPractices(lines, lines.Count < Most ? lines.Count : await matching.CountAsync(ct));
    }

    private IQueryable<Clinic> Matching(string? typed) => SearchPattern.Of(typed) is { } pattern
        ? db.Clinics.AsNoTracking().Where(clinic => EF.Functions.ILike(clinic.PracticeId, pattern, "\\") || EF.Functions.ILike(clinic.Name, pattern, "\\"))
        : db.Clinics.AsNoTracking();
}
