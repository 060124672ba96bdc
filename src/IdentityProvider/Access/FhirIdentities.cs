using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>The only door to who people are on FHIR servers.</summary>
public sealed class FhirIdentities(IdpDbContext db)
{
    /// <summary>The member as that FHIR server knows them; null when nobody has said.</summary>
    public Task<FhirIdentity?> FindAsync(Guid membershipId, string fhirBase, CancellationToken ct) =>
        db.FhirIdentities.AsNoTracking().SingleOrDefaultAsync(identity => identity.MembershipId == membershipId && identity.FhirBase == fhirBase, ct);
}
