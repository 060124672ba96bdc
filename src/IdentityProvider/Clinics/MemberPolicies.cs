using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clinics;

/// <summary>A clinic, and what it and the server ask of one member there now.</summary>
public sealed record MemberPlace(Clinic Clinic, MemberTerms Terms);

/// <summary>Reads what is asked of a member now. Never cached: a tighter policy counts from the next request on.</summary>
public sealed class MemberPolicies(ClinicPolicies policies, PolicyFloor floor, IdpDbContext db, TimeProvider clock)
{
    // The exemption as PolicyExemptions counts it.
    private static readonly Func<IdpDbContext, Guid, Guid, DateTimeOffset, CancellationToken, Task<Stored>> StoredOf = EF.CompileAsyncQuery(
        (IdpDbContext db, Guid clinicId, Guid userId, DateTimeOffset now, CancellationToken _) => db.Clinics.AsNoTracking()
            .Where(clinic => clinic.Id == clinicId)
            .Select(clinic => new Stored
            {
                Clinic = clinic,
                Version = db.ClinicPolicies.Where(version => version.ClinicId == clinic.Id).OrderByDescending(version => version.Version).FirstOrDefault(),
                ExemptUntil = db.PolicyExemptions
                    .Where(exemption => exemption.ClinicId == clinic.Id && exemption.UserId == userId && exemption.EndedAt == null && exemption.Until > now)
                    .Max(exemption => (DateTimeOffset?)exemption.Until),
            })
            .Single());

    public PolicyFloor Floor => floor;

    /// <param name="hasFactor">Whether the user has a second factor on file, a disabled one included.</param>
    public async Task<MemberTerms> OfAsync(Membership membership, User user, bool hasFactor, CancellationToken ct) =>
        (await AtAsync(membership, user, hasFactor, ct)).Terms;

    /// <summary>The same with the clinic it is, in the same round trip.</summary>
    public async Task<MemberPlace> AtAsync(Membership membership, User user, bool hasFactor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var stored = await StoredOf(db, membership.ClinicId, user.Id, now, ct);
        var version = stored.Version ?? policies.Default(membership.ClinicId);
        var mayWait = version.Policy is { GraceDays: > 0 } policy && policy.Requires(membership.Group) && !hasFactor;
        return new MemberPlace(stored.Clinic, MemberTerms.Of(floor, version, new MemberStanding(membership.Group, membership.AcceptedAt ?? membership.CreatedAt)
        {
            // What makes no difference is not read: sign-in is where everybody passes.
            HadFactor = !mayWait || await HadFactorAsync(user.Id, ct),
            ExemptUntil = stored.ExemptUntil,
            OwnSwitch = user.SecondStepSince is not null,
        }, now));
    }

    /// <summary>The clinic that an app asked for, while nobody is known to belong to it.</summary>
    public Task<Clinic?> ClinicAsync(Guid id, CancellationToken ct) => db.Clinics.AsNoTracking().SingleOrDefaultAsync(clinic => clinic.Id == id, ct);

    /// <summary>The longest code any of these clinics asks for.</summary>
    public Task<int> LongestCodeAsync(IReadOnlyCollection<Guid> clinicIds, CancellationToken ct) => policies.LongestCodeAsync(clinicIds, ct);

    /// <summary>What a clinic demands, no less than the server's floor.</summary>
    public Task<ClinicPolicy> InForceAsync(Guid clinicId, CancellationToken ct) => policies.InForceAsync(clinicId, ct);

    // Removed ones too.
    private async Task<bool> HadFactorAsync(Guid userId, CancellationToken ct) =>
        await db.Factors.AnyAsync(factor => factor.UserId == userId, ct) || await db.Passkeys.AnyAsync(passkey => passkey.UserId == userId, ct);

    private sealed class Stored
    {
        public required Clinic Clinic { get; init; }

        public PolicyVersion? Version { get; init; }

        public DateTimeOffset? ExemptUntil { get; init; }
    }
}
