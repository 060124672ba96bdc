using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clinics;

/// <summary>A clinic, and what it and the server ask of one member there now.</summary>
public sealed record MemberPlace(Clinic Clinic, MemberTerms Terms);

/// <summary>A member's clinic as it stands in the database: what <see cref="MemberPlace"/> is made of.</summary>
public sealed class PlaceOnFile
{
    public required Clinic Clinic { get; init; }

    /// <summary>The policy saved last; null for a clinic that never saved one.</summary>
    public PolicyVersion? Version { get; init; }

    /// <summary>The last exemption of the member that counts now, as <see cref="PolicyExemptions"/> counts it; null for none.</summary>
    public DateTimeOffset? ExemptUntil { get; init; }
}

/// <summary>Reads what is asked of a member now. Never cached: a tighter policy counts from the next request on.</summary>
public sealed class MemberPolicies(ClinicPolicies policies, PolicyFloor floor, IdpDbContext db, TimeProvider clock)
{
    // The newest version by its number, not as the first of an order: for that PostgreSQL would sort the policies of all clinics.
    private static readonly Func<IdpDbContext, Guid, Guid, DateTimeOffset, CancellationToken, Task<PlaceOnFile>> StoredOf = EF.CompileAsyncQuery(
        (IdpDbContext db, Guid clinicId, Guid userId, DateTimeOffset now, CancellationToken _) => (
            from clinic in db.Clinics.AsNoTracking()
            where clinic.Id == clinicId
            from version in db.ClinicPolicies.Where(version => version.ClinicId == clinic.Id
                && version.Version == db.ClinicPolicies.Where(other => other.ClinicId == clinic.Id).Max(other => (int?)other.Version)).DefaultIfEmpty()
            select new PlaceOnFile
            {
                Clinic = clinic,
                Version = version,
                ExemptUntil = db.PolicyExemptions
                    .Where(exemption => exemption.ClinicId == clinic.Id && exemption.UserId == userId && exemption.EndedAt == null && exemption.Until > now)
                    .Max(exemption => (DateTimeOffset?)exemption.Until),
            }).Single());

    public PolicyFloor Floor => floor;

    /// <param name="hasFactor">Whether the user has a second factor on file, a disabled one included.</param>
    public async Task<MemberTerms> OfAsync(Membership membership, User user, bool hasFactor, CancellationToken ct) =>
        (await AtAsync(membership, user, hasFactor, ct)).Terms;

    /// <summary>The same with the clinic it is, in the same round trip.</summary>
    public async Task<MemberPlace> AtAsync(Membership membership, User user, bool hasFactor, CancellationToken ct) =>
        await AtAsync(membership, user, hasFactor, await StoredOf(db, membership.ClinicId, user.Id, clock.GetUtcNow(), ct), ct);

    /// <summary>The same from what was read already, with the member.</summary>
    public async Task<MemberPlace> AtAsync(Membership membership, User user, bool hasFactor, PlaceOnFile onFile, CancellationToken ct)
    {
        var version = onFile.Version ?? policies.Default(membership.ClinicId);
        var mayWait = version.Policy is { GraceDays: > 0 } policy && policy.Requires(membership.Group) && !hasFactor;
        return new MemberPlace(onFile.Clinic, MemberTerms.Of(floor, version, new MemberStanding(membership.Group, membership.AcceptedAt ?? membership.CreatedAt)
        {
            // What makes no difference is not read: sign-in is where everybody passes.
            HadFactor = !mayWait || await HadFactorAsync(user.Id, ct),
            ExemptUntil = onFile.ExemptUntil,
            OwnSwitch = user.SecondStepSince is not null,
        }, clock.GetUtcNow()));
    }

    /// <summary>The clinic that an app asked for, while nobody is known to belong to it.</summary>
    public Task<Clinic?> ClinicAsync(Guid id, CancellationToken ct) => db.Clinics.AsNoTracking().SingleOrDefaultAsync(clinic => clinic.Id == id, ct);

    /// <summary>The longest code any of these clinics asks for, from what was read already; the default where there is none.</summary>
    public int LongestCodeAt(IEnumerable<PlaceOnFile> places) =>
        places.Select(InForceAt).Append(floor.Raise(new ClinicPolicy())).Max(policy => policy.CodeLength);

    /// <summary>What a clinic demands, no less than the server's floor, from what was read already.</summary>
    public ClinicPolicy InForceAt(PlaceOnFile place) => floor.Raise(place.Version?.Policy ?? new ClinicPolicy());

    /// <summary>The longest code any of these clinics asks for.</summary>
    public Task<int> LongestCodeAsync(IReadOnlyCollection<Guid> clinicIds, CancellationToken ct) => policies.LongestCodeAsync(clinicIds, ct);

    /// <summary>What a clinic demands, no less than the server's floor.</summary>
    public Task<ClinicPolicy> InForceAsync(Guid clinicId, CancellationToken ct) => policies.InForceAsync(clinicId, ct);

    // Removed ones too.
    private async Task<bool> HadFactorAsync(Guid userId, CancellationToken ct) =>
        await db.Factors.AnyAsync(factor => factor.UserId == userId, ct) || await db.Passkeys.AnyAsync(passkey => passkey.UserId == userId, ct);
}
