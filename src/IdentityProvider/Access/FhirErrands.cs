using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>A FHIR server as an operator describes it. No clinics means all of them.</summary>
internal sealed record FhirRegistration(string Base, string Name, string? Owner, string? Picker, IReadOnlyList<string> PracticeIds);

/// <summary>A person on a FHIR server as an operator describes them.</summary>
/// <param name="Patients">Each as id=name.</param>
internal sealed record FhirIdentification(string Email, string PracticeId, string Base, string Reference, IReadOnlyList<string> Patients);

/// <summary>Carries out what <see cref="FhirCommand"/> read. Each answers with what is wrong, in a sentence, or with null.</summary>
internal sealed class FhirErrands(IdpDbContext db, AppEndings endings, AuditLog audit, TimeProvider clock)
{
    private static readonly string[] Scopes = ["patient/*.cruds", "user/*.cruds", "system/*.cruds"];

    public async Task<string?> RegisterAsync(FhirRegistration wanted, CancellationToken ct)
    {
        if (!IsWeb(wanted.Base) || (wanted.Picker is not null && !IsWeb(wanted.Picker)))
        {
            return "The base and the picker must be absolute http or https URLs without a fragment.";
        }

        if (wanted.Owner is not null && !await db.Clients.AnyAsync(c => c.Id == wanted.Owner, ct))
        {
            return "No client of that id is registered. Register the EHR first.";
        }

        var clinics = await db.Clinics.Where(c => wanted.PracticeIds.Contains(c.PracticeId)).Select(c => c.Id).ToListAsync(ct);
        if (clinics.Count != wanted.PracticeIds.Distinct(StringComparer.Ordinal).Count())
        {
            return "One of the clinics does not exist. Practice IDs are written as in practice details, for example LAKE-1042.";
        }

        var server = await db.Resources.SingleOrDefaultAsync(r => r.Id == wanted.Base, ct)
            ?? db.Resources.Add(new Resource(wanted.Base, wanted.Name, clock.GetUtcNow())).Entity;
        (server.Name, server.IsFhirBase, server.OwnerClientId, server.PickerUrl) = (wanted.Name, true, wanted.Owner, wanted.Picker);
        (server.Scopes, server.Clinics, server.ServesEveryClinic) = (Scopes, clinics, clinics.Count == 0);
        await db.SaveChangesAsync(ct);
        return null;
    }

    public async Task<string?> IdentifyAsync(FhirIdentification wanted, CancellationToken ct)
    {
        if (!FhirReference.IsPerson(wanted.Reference) || wanted.Patients.Any(patient => PatientOf(patient) is null))
        {
            return "Write who they are as Practitioner/123, Patient/abc or RelatedPerson/7, and each patient as id=name.";
        }

        if (!await db.Resources.AnyAsync(r => r.Id == wanted.Base && r.IsFhirBase, ct))
        {
            return "No FHIR server of that address is registered. Register it with \"fhir register\".";
        }

        if (await MembershipOfAsync(wanted, ct) is not { } membership)
        {
            return "That user has no membership of that kind at that clinic. Patients are for memberships as patient.";
        }

        await ReplaceAsync(
            membership, wanted.Base, new FhirIdentity(membership, wanted.Base, wanted.Reference, wanted.Patients.Select(patient => PatientOf(patient)!)), ct);
        return null;
    }

    /// <summary>Takes away who somebody is on a FHIR server, with every record that was theirs there, in all of their roles at that clinic.</summary>
    public async Task<string?> ForgetAsync(string email, string practiceId, string fhirBase, CancellationToken ct)
    {
        var normalized = User.Normalize(email);
        var known = await db.FhirIdentities
            .Where(i => i.FhirBase == fhirBase && db.Memberships.Any(m => m.Id == i.MembershipId
                && db.Users.Any(u => u.Id == m.UserId && u.NormalizedEmail == normalized) && db.Clinics.Any(c => c.Id == m.ClinicId && c.PracticeId == practiceId)))
            .Select(i => i.MembershipId).ToListAsync(ct);
        foreach (var membership in known)
        {
            await ReplaceAsync(membership, fhirBase, identity: null, ct);
        }

        return known.Count > 0 ? null : "Nobody of that address is identified on that FHIR server at that clinic.";
    }

    // One change: the row, what apps held because of it, and the note. A code that is being issued meanwhile holds the row until it is saved
    // (FhirIdentities.HoldAsync), so its grant is seen here and ended.
    private async Task ReplaceAsync(Guid membership, string fhirBase, FhirIdentity? identity, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.FhirIdentities.Where(i => i.MembershipId == membership && i.FhirBase == fhirBase).ExecuteDeleteAsync(ct);
        if (identity is not null)
        {
            db.FhirIdentities.Add(identity);
            await db.SaveChangesAsync(ct);
        }

        var ended = await endings.EndRecordsAsync(membership, fhirBase, ct);
        var member = await db.Memberships.AsNoTracking().SingleAsync(m => m.Id == membership, ct);
        audit.Record(new FhirIdentityChanged(identity?.Patients.Count ?? 0, ended), member.UserId, member.ClinicId);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    // Somebody may be staff and patient at one clinic: what is written down says which of the two is meant.
    private async Task<Guid?> MembershipOfAsync(FhirIdentification wanted, CancellationToken ct)
    {
        var asPatient = wanted.Patients.Count > 0 || wanted.Reference.StartsWith("Patient/", StringComparison.Ordinal);
        var email = User.Normalize(wanted.Email);
        return await db.Memberships
            .Where(m => (m.Role == Role.Patient) == asPatient && m.DeactivatedAt == null)
            .Where(m => db.Users.Any(u => u.Id == m.UserId && u.NormalizedEmail == email) && db.Clinics.Any(c => c.Id == m.ClinicId && c.PracticeId == wanted.PracticeId))
            .Select(m => (Guid?)m.Id).FirstOrDefaultAsync(ct);
    }

    private static FhirPatient? PatientOf(string text) =>
        text.Split('=', 2) is [var id, { Length: > 0 } name] && FhirReference.IsId(id) ? new FhirPatient(id, name) : null;

    private static bool IsWeb(string url) =>
        url.Length <= 400 && Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme is "https" or "http") && uri.Fragment.Length == 0;
}
