using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clinics;

/// <summary>The only door to the policies of clinics. They are never cached: a tighter policy counts from the next request on.</summary>
public sealed class ClinicPolicies(IdpDbContext db, PolicyFloor floor, TimeProvider clock)
{
    /// <summary>The clinic's policy, lifted to the server's floor: what its numbers are in effect.</summary>
    public async Task<ClinicPolicy> InForceAsync(Guid clinicId, CancellationToken ct) => floor.Raise((await CurrentAsync(clinicId, ct)).Policy);

    /// <summary>The policy as its admins saved it last. A clinic without a row has the defaults.</summary>
    public async Task<PolicyVersion> CurrentAsync(Guid clinicId, CancellationToken ct) =>
        await db.ClinicPolicies.AsNoTracking().Where(v => v.ClinicId == clinicId).OrderByDescending(v => v.Version).FirstOrDefaultAsync(ct)
        ?? Default(clinicId);

    /// <summary>What a clinic without a row has.</summary>
    public PolicyVersion Default(Guid clinicId) => new(clinicId, version: 0, new ClinicPolicy(), changedBy: null, clock.GetUtcNow());

    /// <summary>The longest code any of these clinics asks for; the default where there is none.</summary>
    public async Task<int> LongestCodeAsync(IReadOnlyCollection<Guid> clinicIds, CancellationToken ct)
    {
        var longest = floor.Raise(new ClinicPolicy()).CodeLength;
        foreach (var id in clinicIds)
        {
            longest = Math.Max(longest, (await InForceAsync(id, ct)).CodeLength);
        }

        return longest;
    }

    /// <summary>Whether any clinic at which this person is active takes no internet phones.</summary>
    public async Task<bool> RefusesVoipAsync(Guid userId, CancellationToken ct)
    {
        var clinics = await db.Memberships.Where(m => m.UserId == userId && m.AcceptedAt != null && m.DeactivatedAt == null)
            .Select(m => m.ClinicId).Distinct().ToListAsync(ct);
        foreach (var id in clinics)
        {
            if ((await InForceAsync(id, ct)).RefuseVoip)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>All states, newest first.</summary>
    public async Task<IReadOnlyList<PolicyVersion>> HistoryAsync(Guid clinicId, CancellationToken ct) =>
        await db.ClinicPolicies.AsNoTracking().Where(v => v.ClinicId == clinicId).OrderByDescending(v => v.Version).Take(100).ToListAsync(ct);

    /// <summary>Puts a new policy in force with the caller's save.</summary>
    /// <param name="seen">The version the admin saw. If another was saved since, the save fails on the primary key.</param>
    public PolicyVersion Replace(PolicyVersion seen, ClinicPolicy policy, Guid changedBy)
    {
        var next = new PolicyVersion(seen.ClinicId, seen.Version + 1, policy, changedBy, clock.GetUtcNow()).After(seen);
        db.ClinicPolicies.Add(next);
        return next;
    }
}
