using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clinics;

/// <summary>What a policy would mean for one group of a clinic's people.</summary>
/// <param name="People">Active members of the group.</param>
/// <param name="IsAsked">Whether the clinic or the server's floor asks them for a second step.</param>
public sealed record GroupEffect(int People, bool IsAsked)
{
    /// <summary>Whether they are asked today.</summary>
    public bool WasAsked { get; init; }

    /// <summary>How many are exempt for a while; not counted below.</summary>
    public int Exempt { get; init; }

    /// <summary>How many of those asked have a factor on file that the policy allows.</summary>
    public int Ready { get; init; }

    /// <summary>How many of the others still have days of grace.</summary>
    public int Waiting { get; init; }

    /// <summary>When the last of them has to have set one up, UTC; null when nobody waits.</summary>
    public DateTimeOffset? LastWaitEnds { get; init; }

    /// <summary>How many are not asked, and ask themselves by their own switch.</summary>
    public int ByOwnSwitch { get; init; }

    /// <summary>How many people have a remembered browser that counts today and would not any more, and how many such browsers there are.</summary>
    public int LosingTrust { get; init; }

    /// <inheritdoc cref="LosingTrust"/>
    public int BrowsersLosingTrust { get; init; }

    public int Asked => IsAsked ? People - Exempt : 0;

    /// <summary>Asked, and without a factor that the policy allows.</summary>
    public int NotReady => Asked - Ready;

    /// <summary>How many set one up at their very next sign-in.</summary>
    public int MustSetUpNow => NotReady - Waiting;
}

/// <summary>The effect of a policy before it is saved (product row B1).</summary>
public sealed record PolicyEffect(GroupEffect Staff, GroupEffect Patients);

/// <summary>Counts, from the clinic's people as they are now, whom a policy would affect. Changes nothing.</summary>
/// <remarks>The rules are those of <see cref="MemberTerms"/>, as the database can count them; a test holds the two together.</remarks>
public sealed class PolicyPreview(IdpDbContext db, PolicyFloor floor, TimeProvider clock)
{
    public async Task<PolicyEffect> CountAsync(PolicyVersion current, ClinicPolicy proposed, CancellationToken ct) => new(
        await CountAsync(current, proposed, RoleGroup.Staff, ct),
        await CountAsync(current, proposed, RoleGroup.Patient, ct));

    private async Task<GroupEffect> CountAsync(PolicyVersion current, ClinicPolicy proposed, RoleGroup group, CancellationToken ct)
    {
        var people = PeopleOf(current.ClinicId, group);
        var effect = new GroupEffect(await people.CountAsync(ct), IsAsked(proposed, group)) { WasAsked = IsAsked(current.Policy, group) };
        if (!effect.IsAsked)
        {
            return effect with { ByOwnSwitch = await OwnSwitches(people).CountAsync(ct) };
        }

        var exempt = Exempt(people, current.ClinicId, proposed, group);
        var asked = people.Where(id => !exempt.Contains(id));
        var ready = Ready(asked, floor.Raise(proposed).MethodsFor(group));
        var (waiting, ends) = await WaitingAsync(asked, current, proposed, group, ct);
        var (losing, browsers) = await LosingTrustAsync(asked, group, floor.Raise(current.Policy), floor.Raise(proposed), ct);
        return effect with
        {
            Exempt = await exempt.CountAsync(ct),
            Ready = await ready.CountAsync(ct),
            Waiting = waiting,
            LastWaitEnds = ends,
            ByOwnSwitch = await OwnSwitches(exempt).CountAsync(ct),
            LosingTrust = losing,
            BrowsersLosingTrust = browsers,
        };
    }

    private bool IsAsked(ClinicPolicy policy, RoleGroup group) => policy.Requires(group) || floor.Requires(group);

    // A person with two roles of one group is one person.
    private IQueryable<Guid> PeopleOf(Guid clinicId, RoleGroup group) => db.Memberships.ActiveOf(clinicId, group)
        .Where(m => db.Users.Any(user => user.Id == m.UserId && user.DeactivatedAt == null))
        .Select(m => m.UserId)
        .Distinct();

    // Against the floor no exemption of a clinic counts.
    private IQueryable<Guid> Exempt(IQueryable<Guid> people, Guid clinicId, ClinicPolicy proposed, RoleGroup group)
    {
        var now = clock.GetUtcNow();
        var counts = proposed.Requires(group) && !floor.Requires(group);
        return people.Where(id => counts
            && db.PolicyExemptions.Any(e => e.ClinicId == clinicId && e.UserId == id && e.EndedAt == null && e.Until > now));
    }

    private IQueryable<Guid> Ready(IQueryable<Guid> people, IReadOnlySet<Method> methods)
    {
        var kinds = KindsOf(methods);
        return people.Where(id => db.Factors.Any(factor =>
            factor.UserId == id && factor.RemovedAt == null && factor.DisabledAt == null && kinds.Contains(factor.Kind))
            || db.Passkeys.Any(passkey => passkey.UserId == id && passkey.RemovedAt == null && passkey.DisabledAt == null));
    }

    private IQueryable<Guid> OwnSwitches(IQueryable<Guid> people) =>
        people.Where(id => db.Users.Any(user => user.Id == id && user.SecondStepSince != null));

    private async Task<(int People, DateTimeOffset? LastEnds)> WaitingAsync(
        IQueryable<Guid> asked, PolicyVersion current, ClinicPolicy proposed, RoleGroup group, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (proposed.GraceDays == 0 || !proposed.Requires(group) || floor.Requires(group))
        {
            return (0, null);
        }

        var since = current.AskedSince(group) ?? now;
        var from = now.AddDays(-proposed.GraceDays);
        var members = db.Memberships.ActiveOf(current.ClinicId, group);
        var waiting = asked
            .Where(id => !db.Factors.Any(factor => factor.UserId == id) && !db.Passkeys.Any(passkey => passkey.UserId == id)
                && !db.Users.Any(user => user.Id == id && user.SecondStepSince != null))
            .Where(id => since > from || !members.Any(m => m.UserId == id && m.AcceptedAt <= from));
        var count = await waiting.CountAsync(ct);
        var lastCame = count == 0 ? null : await members.Where(m => waiting.Contains(m.UserId)).MaxAsync(m => m.AcceptedAt, ct);
        return (count, lastCame is { } came ? (came > since ? came : since).AddDays(proposed.GraceDays) : null);
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

    // The rule of TrustedDevice.CountsFor, as the database can count it.
    private (DateTimeOffset Oldest, List<ProofKind> Proofs) TrustOf(ClinicPolicy policy, RoleGroup group) => (
        clock.GetUtcNow().AddDays(-policy.TrustDaysFor(group)),
        [ProofKind.Passkey, .. policy.MethodsFor(group).Select(MethodProof.Of)]);

    private static List<FactorKind> KindsOf(IReadOnlySet<Method> methods) =>
        [.. Enum.GetValues<FactorKind>().Where(kind => Factor.MethodsOf(kind).Any(methods.Contains))];
}
