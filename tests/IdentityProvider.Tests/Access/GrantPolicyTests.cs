using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;

namespace IdentityProvider.Tests.Access;

/// <summary>Whether what was proven once is still enough for the policy of today: asked at every refresh.</summary>
public class GrantPolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClinicPolicy Texts = new() { StaffMethods = [Method.Text], RememberStaffDays = 30 };

    [Theory]
    [InlineData(false)]
    [InlineData(false, ProofKind.Email)]
    [InlineData(false, ProofKind.Voice)]
    [InlineData(true, ProofKind.Text)]
    [InlineData(true, ProofKind.Email, ProofKind.Text)]
    [InlineData(true, ProofKind.BypassCode)]
    [InlineData(true, ProofKind.RecoveryCode)]
    [InlineData(true, ProofKind.Passkey)]
    public void A_clinic_that_takes_texts_keeps_what_fits_among_all_that_was_proven(bool stands, params ProofKind[] proven) =>
        Assert.Equal(stands, IsMet(Texts, [.. proven.Prepend(ProofKind.Password).Select(kind => new Proof(kind, Noon))]));

    [Fact]
    public void Patients_are_left_alone_by_a_policy_for_staff() => Assert.True(IsMet(Texts, [], RoleGroup.Patient));

    [Theory]
    [InlineData(ProofKind.Text, 29, true)]
    [InlineData(ProofKind.Text, 30, false)]
    [InlineData(ProofKind.Email, 1, false)]
    public void A_trusted_browser_counts_by_what_earned_the_trust_and_by_its_age_when_it_stood_in(ProofKind earnedBy, int daysOld, bool stands) =>
        Assert.Equal(stands, IsMet(Texts, [StoodIn(earnedBy, daysOld)]));

    [Fact]
    public void A_trusted_browser_stops_counting_where_every_sign_in_asks() =>
        Assert.False(IsMet(Texts with { When = MfaMoment.EverySignIn }, [StoodIn(ProofKind.Text, daysOld: 1)]));

    private static bool IsMet(ClinicPolicy policy, Proof[] proofs, RoleGroup group = RoleGroup.Staff) => MemberTerms.Of(
        new PolicyFloor(), new PolicyVersion(Guid.Empty, 1, policy, changedBy: null, Noon), new MemberStanding(group, Noon) { HadFactor = true }, Noon).IsMetBy(proofs);

    private static Proof StoodIn(ProofKind earnedBy, int daysOld) =>
        new(ProofKind.TrustedDevice, Noon) { EarnedBy = earnedBy, TrustedAt = Noon.AddDays(-daysOld) };
}
