using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;

namespace IdentityProvider.Admin.Emergency;

/// <summary>An owner's word on which of the clinic's apps open in an emergency.</summary>
public sealed class EmergencyMarks(EmergencyAccesses accesses, EmergencyList list, ClinicPolicies policies, PolicyFloor floor, IdpDbContext db)
{
    /// <returns>False for an app that the clinic's people do not use.</returns>
    public async Task<bool> MarkAsync(AdminVisit visit, string clientId, bool opens, CancellationToken ct)
    {
        if ((await list.AppsAsync(visit.Clinic.Id, ct)).All(app => app.ClientId != clientId))
        {
            return false;
        }

        await accesses.MarkAsync(visit.Clinic.Id, clientId, opens, visit.Admin.Id, ct);
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>The policy in force, lifted to what the server demands.</summary>
    public async Task<ClinicPolicy> PolicyAsync(Guid clinicId, CancellationToken ct) => floor.Raise((await policies.CurrentAsync(clinicId, ct)).Policy);
}
