using System.Collections.Immutable;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Developers;

/// <summary>Clinics as people name them: by their practice IDs.</summary>
public sealed class NamedClinics(IdpDbContext db)
{
    /// <returns>The clinics found, and the first name that belongs to none.</returns>
    public async Task<(ImmutableArray<Guid> Clinics, string? Unknown)> FindAsync(string? practiceIds, CancellationToken ct)
    {
        var names = AppForm.List(practiceIds).Select(name => name.Trim(',', ';').ToUpperInvariant())
            .Where(name => name.Length is > 0 and <= 40 && !name.Contains('\0', StringComparison.Ordinal)).ToList();
        var found = await db.Clinics.Where(clinic => names.Contains(clinic.PracticeId)).Select(clinic => new { clinic.Id, clinic.PracticeId }).ToListAsync(ct);
        return ([.. found.Select(clinic => clinic.Id)], names.Find(name => found.TrueForAll(clinic => clinic.PracticeId != name)));
    }

    public async Task<IReadOnlyList<string>> NamesAsync(IEnumerable<Guid> clinics, CancellationToken ct) =>
        await db.Clinics.Where(clinic => clinics.Contains(clinic.Id)).OrderBy(clinic => clinic.PracticeId).Select(clinic => clinic.PracticeId).ToListAsync(ct);
}
