using IdentityProvider.Clinics;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>The only door to who people are on FHIR servers.</summary>
public sealed class FhirIdentities(IdpDbContext db)
{
    /// <summary>The member as that FHIR server knows them; null when nobody has said.</summary>
    public Task<FhirIdentity?> FindAsync(Guid membershipId, string fhirBase, CancellationToken ct) =>
        db.FhirIdentities.AsNoTracking().SingleOrDefaultAsync(identity => identity.MembershipId == membershipId && identity.FhirBase == fhirBase, ct);

    /// <summary>
    /// Whether a grant's context is still its user's to give, by the rule that it stands by (<see cref="GrantFooting.OnFhirServer"/>). The row that says so
    /// stays as it is until the transaction ends: whoever takes it away waits, and then finds the grant.
    /// </summary>
    public async Task<bool> HoldAsync(Grant grant, CancellationToken ct)
    {
        if (grant.MembershipId is not { } membershipId || LaunchContext.Read(grant.Launch) is not { FhirBase: { } fhirBase } context)
        {
            return true;
        }

        var isPatient = await db.Memberships.AnyAsync(m => m.Id == membershipId && m.Role == Role.Patient, ct);
        if (context.FhirUser is null && (context.Patient is null || !isPatient))
        {
            return true;
        }

        var held = await db.FhirIdentities
            .FromSql($"select * from fhir_identities where membership_id = {membershipId} and fhir_base = {fhirBase} for share")
            .AsNoTracking().ToListAsync(ct);
        return held is [var identity] && (context.FhirUser is null || context.FhirUser == identity.Url)
            && (context.Patient is null || !isPatient || identity.Patients.Any(patient => patient.Id == context.Patient));
    }
}
