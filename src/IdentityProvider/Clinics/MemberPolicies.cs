using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clinics;

/// <summary>Reads what is asked of a member now. Never cached: a tighter policy counts from the next request on.</summary>
public sealed class MemberPolicies(ClinicPolicies policies, PolicyExemptions exemptions, PolicyFloor floor, IdpDbContext db, TimeProvider clock)
{
    public PolicyFloor Floor => floor;

    /// <param name="hasFactor">Whether the user has a second factor on file, a disabled one included.</param>
    public async Task<MemberTerms> OfAsync(Membership membership, User user, bool hasFactor, CancellationToken ct)
    {
        var version = await policies.CurrentAsync(membership.ClinicId, ct);
        return MemberTerms.Of(floor, version, await StandingAsync(version, membership, user, hasFactor, ct), clock.GetUtcNow());
    }

    /// <summary>The longest code any of these clinics asks for.</summary>
    public Task<int> LongestCodeAsync(IReadOnlyCollection<Guid> clinicIds, CancellationToken ct) => policies.LongestCodeAsync(clinicIds, ct);

    /// <summary>What a clinic demands, no less than the server's floor.</summary>
    public Task<ClinicPolicy> InForceAsync(Guid clinicId, CancellationToken ct) => policies.InForceAsync(clinicId, ct);

    // What makes no difference is not read: sign-in is where everybody passes.
    private async Task<MemberStanding> StandingAsync(PolicyVersion version, Membership membership, User user, bool hasFactor, CancellationToken ct)
    {
        var asks = version.Policy.Requires(membership.Group);
        var mayWait = asks && version.Policy.GraceDays > 0 && !hasFactor;
        return new MemberStanding(membership.Group, membership.AcceptedAt ?? membership.CreatedAt)
        {
            HadFactor = !mayWait || await HadFactorAsync(user.Id, ct),
            ExemptUntil = asks ? (await exemptions.OfAsync(membership.ClinicId, user.Id, ct))?.Until : null,
            OwnSwitch = user.SecondStepSince is not null,
        };
    }

    // Removed ones too.
    private async Task<bool> HadFactorAsync(Guid userId, CancellationToken ct) =>
        await db.Factors.AnyAsync(factor => factor.UserId == userId, ct) || await db.Passkeys.AnyAsync(passkey => passkey.UserId == userId, ct);
}
