using System.Collections.Immutable;
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

    /// <summary>Somebody named for emergency access does not work at the clinic.</summary>
    StrangerNamed,

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
        if (policy.Requires(RoleGroup.Staff) && !policy.StaffMethods.Overlaps(onFile.Methods) && !await HasPasskeyAsync(visit.Admin.Id, ct))
        {
            return PolicySaved.AdminNotCovered;
        }

        if (!await AllWorkHereAsync(visit.Clinic.Id, policy.EmergencyUsers.Except(current.Policy.EmergencyUsers), ct))
        {
            return PolicySaved.StrangerNamed;
        }

        var next = policies.Replace(current, policy, visit.Admin.Id);
        audit.Record(new PolicyChanged(next.Version), visit.Admin.Id, visit.Clinic.Id, sessionId: visit.Session.Id);
        if (policy.ShortestPasswordAlone < ClinicPolicy.NistPasswordAlone)
        {
            audit.Record(new PolicyDeviates(next.Version, policy.ShortestPasswordAlone), visit.Admin.Id, visit.Clinic.Id, sessionId: visit.Session.Id);
        }

        return await SaveAsync(ct);
    }

    // Allowed everywhere, whatever the clinic's set is.
    private Task<bool> HasPasskeyAsync(Guid userId, CancellationToken ct) =>
        db.Passkeys.AnyAsync(passkey => passkey.UserId == userId && passkey.RemovedAt == null && passkey.DisabledAt == null, ct);

    private async Task<bool> AllWorkHereAsync(Guid clinicId, ImmutableSortedSet<Guid> users, CancellationToken ct) =>
        users.Count == 0
        || await db.Memberships.StaffOf(clinicId).Where(m => users.Contains(m.UserId)).Select(m => m.UserId).Distinct().CountAsync(ct) == users.Count;

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
