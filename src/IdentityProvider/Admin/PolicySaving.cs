using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IdentityProvider.Admin;

public enum PolicySaved
{
    Saved,

    /// <summary>It is what is in force already.</summary>
    Unchanged,

    /// <summary>The admin has no second step that the new policy allows: saving would shut them out of their own console.</summary>
    AdminNotCovered,

    /// <summary>Another admin saved since this one opened the page.</summary>
    Overtaken,
}

/// <summary>Puts a policy in force: only over the version that the admin saw, and only by an admin who meets it.</summary>
public sealed class PolicySaving(ClinicPolicies policies, UserFactors factors, AuditLog audit, IdpDbContext db)
{
    public async Task<PolicySaved> SaveAsync(AdminVisit visit, int seen, ClinicPolicy policy, CancellationToken ct)
    {
        var current = await policies.CurrentAsync(visit.Clinic.Id, ct);
        if (current.Version != seen)
        {
            return PolicySaved.Overtaken;
        }

        if (current.Policy.Equals(policy))
        {
            return PolicySaved.Unchanged;
        }

        var onFile = await factors.OfAsync(visit.Admin.Id, ct);
        if (policy.Requires(RoleGroup.Staff) && !policy.StaffMethods.Overlaps(onFile.Methods))
        {
            return PolicySaved.AdminNotCovered;
        }

        var next = policies.Replace(visit.Clinic.Id, seen, policy, visit.Admin.Id);
        audit.Record(new PolicyChanged(next.Version), visit.Admin.Id, visit.Clinic.Id, sessionId: visit.Session.Id);
        return await SaveAsync(ct);
    }

    // Two admins who press the button at the same moment make the same version, and the key lets one of them through.
    private async Task<PolicySaved> SaveAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return PolicySaved.Saved;
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return PolicySaved.Overtaken;
        }
    }
}
