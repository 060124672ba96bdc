using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clinics;

/// <summary>What a policy would mean for one group of a clinic's people.</summary>
/// <param name="People">Active members of the group.</param>
/// <param name="IsAsked">Whether the policy asks them for a second step.</param>
/// <param name="Ready">How many have one on file that the policy allows. The others set one up at their next sign-in.</param>
/// <param name="LosingTrust">How many have a remembered browser that counts today and would not any more.</param>
/// <param name="BrowsersLosingTrust">How many such browsers there are.</param>
public sealed record GroupEffect(int People, bool IsAsked, int Ready, int LosingTrust, int BrowsersLosingTrust)
{
    public int NotReady => People - Ready;
}

/// <summary>The effect of a policy before it is saved (product row B1).</summary>
public sealed record PolicyEffect(GroupEffect Staff, GroupEffect Patients);

/// <summary>Counts, from the clinic's people as they are now, whom a policy would affect. Changes nothing.</summary>
public sealed class PolicyPreview(IdpDbContext db, TimeProvider clock)
{
    public async Task<PolicyEffect> CountAsync(Guid clinicId, ClinicPolicy current, ClinicPolicy proposed, CancellationToken ct) => new(
        await CountAsync(clinicId, RoleGroup.Staff, current, proposed, ct),
        await CountAsync(clinicId, RoleGroup.Patient, current, proposed, ct));

    private async Task<GroupEffect> CountAsync(
        Guid clinicId, RoleGroup group, ClinicPolicy current, ClinicPolicy proposed, CancellationToken ct)
    {
        var people = PeopleOf(clinicId, group);
        var kinds = KindsOf(proposed.MethodsFor(group));
        var ready = people.Where(id => db.Factors.Any(factor =>
            factor.UserId == id && factor.RemovedAt == null && factor.DisabledAt == null && kinds.Contains(factor.Kind)));
        var (losing, browsers) = proposed.Requires(group) ? await LosingTrustAsync(people, group, current, proposed, ct) : (0, 0);
        return new GroupEffect(await people.CountAsync(ct), proposed.Requires(group), await ready.CountAsync(ct), losing, browsers);
    }

    // A person with two roles of one group is one person.
    private IQueryable<Guid> PeopleOf(Guid clinicId, RoleGroup group)
    {
        var roles = Enum.GetValues<Role>().Where(role => Membership.GroupOf(role) == group).ToList();
        return db.Memberships
            .Where(m => m.ClinicId == clinicId && roles.Contains(m.Role) && m.AcceptedAt != null && m.DeactivatedAt == null)
            .Where(m => db.Users.Any(user => user.Id == m.UserId && user.DeactivatedAt == null))
            .Select(m => m.UserId)
            .Distinct();
    }

    private async Task<(int People, int Browsers)> LosingTrustAsync(
        IQueryable<Guid> people, RoleGroup group, ClinicPolicy current, ClinicPolicy proposed, CancellationToken ct)
    {
        var (oldest, proofs) = TrustOf(current, group);
        var (oldestThen, proofsThen) = TrustOf(proposed, group);
        var losing = db.TrustedDevices.Where(device =>
            people.Contains(device.UserId) && device.EndedAt == null
            && device.TrustedAt > oldest && proofs.Contains(device.EarnedBy)
            && !(device.TrustedAt > oldestThen && proofsThen.Contains(device.EarnedBy)));
        return (await losing.Select(device => device.UserId).Distinct().CountAsync(ct), await losing.CountAsync(ct));
    }

    // The rule of TrustedDevice.CountsFor, as the database can count it; a test holds the two together.
    private (DateTimeOffset Oldest, List<ProofKind> Proofs) TrustOf(ClinicPolicy policy, RoleGroup group) => (
        clock.GetUtcNow().AddDays(-policy.TrustDaysFor(group)),
        [ProofKind.Passkey, .. policy.MethodsFor(group).Select(MethodProof.Of)]);

    private static List<FactorKind> KindsOf(IEnumerable<Method> methods) =>
        [.. Enum.GetValues<FactorKind>().Where(kind => Factor.MethodsOf(kind).Any(methods.Contains))];
}
