using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using static IdentityProvider.Tests.SignIn.Facts;

namespace IdentityProvider.Tests.SignIn;

/// <summary>The strictest of clinic, app and page wins, and the winner is named.</summary>
public class EffectivePolicyTests
{
    private static readonly ClinicPolicy AsksNobody = new() { Require = MfaRequirement.Nobody };
    private static readonly SignInDemand StepUpPage = new() { AskedAt = Noon, StepUp = StepUp.SecondFactor };

    [Fact]
    public void The_clinic_asks_its_staff_and_leaves_patients_alone()
    {
        var clinic = new ClinicPolicy { Require = MfaRequirement.Staff };

        Assert.Equal(PolicyRule.Clinic, Policy(clinic, RoleGroup.Staff, FromApp).Rule);
        Assert.Equal(PolicyRule.None, Policy(clinic, RoleGroup.Patient, FromApp).Rule);
    }

    [Fact]
    [Trait("Row", "B2")]
    public void An_app_that_demands_more_wins_over_a_clinic_that_asks_nobody()
    {
        var policy = Policy(AsksNobody, FromApp with { LeastAcr = Acr.Aal2 });

        Assert.Equal(PolicyRule.App, policy.Rule);
        Assert.Equal(0, policy.TrustDays);
    }

    [Fact]
    public void An_emailed_code_does_not_reach_aal2()
    {
        var policy = Policy(new ClinicPolicy { StaffMethods = Only(Method.Text, Method.Email) }, FromApp with { LeastAcr = Acr.Aal2 });

        Assert.Equal(Only(Method.Text), policy.Methods);
        Assert.False(policy.AcceptsFactorOf(Staff.Proving(ProofKind.Email).Proofs));
        Assert.True(policy.AcceptsFactorOf(Staff.Proving(ProofKind.Text).Proofs));
    }

    [Fact]
    public void Trust_never_stands_in_for_a_step_up()
    {
        var policy = Policy(new ClinicPolicy(), StepUpPage);

        Assert.Equal(PolicyRule.Page, policy.Rule);
        Assert.False(policy.AcceptsTrust(Staff.StoodInFor(ProofKind.Text, daysOld: 1).Proofs, Trusted(ProofKind.Text, Noon), Noon));
    }

    [Theory]
    [InlineData(-10, 0, true)]
    [InlineData(-11, 0, false)]
    [InlineData(0, 30, true)]
    public void A_page_wants_a_second_factor_of_the_last_ten_minutes_or_made_for_it(int provenMinutes, int nowMinutes, bool accepted)
    {
        var policy = Policy(new ClinicPolicy(), StepUpPage, Noon.AddMinutes(nowMinutes));
        Proof[] proofs = [new(ProofKind.Password, Noon.AddHours(-1)), new(ProofKind.Text, Noon.AddMinutes(provenMinutes))];

        Assert.Equal(accepted, policy.AcceptsFactorOf(proofs));
    }

    [Fact]
    public void Prompt_login_wants_the_password_anew_and_lets_trust_stand_in_again()
    {
        var policy = Policy(new ClinicPolicy(), FromApp with { ProveAgain = true, AskedAt = Noon.AddHours(1) }, Noon.AddHours(1));

        Assert.False(policy.AcceptsPassword(Staff.Proofs));
        Assert.False(policy.AcceptsFactorOf(Staff.Proving(ProofKind.Text).Proofs));
        Assert.True(policy.AcceptsTrust([], Trusted(ProofKind.Text, Noon), Noon.AddHours(1)));
    }

    [Fact]
    public void Outside_a_clinic_a_factor_on_file_is_asked_for_and_none_is_forced()
    {
        var account = new SignInDemand { AskedAt = Noon };

        Assert.Equal(PolicyRule.User, EffectivePolicy.Of(new PolicySources { Demand = account, HasFactor = true }, Noon).Rule);
        Assert.Equal(PolicyRule.None, EffectivePolicy.Of(new PolicySources { Demand = account }, Noon).Rule);
    }

    [Fact]
    public void An_app_that_found_no_membership_yet_asks_for_none_of_the_users_factors() =>
        Assert.Equal(PolicyRule.None, EffectivePolicy.Of(new PolicySources { Demand = FromApp, HasFactor = true }, Noon).Rule);

    [Theory]
    [InlineData(7, 30, PolicyRule.Deployment)]
    [InlineData(30, 7, PolicyRule.Clinic)]
    [InlineData(30, 30, PolicyRule.Deployment)]
    [Trait("Row", "B2")]
    public void Of_two_that_ask_the_one_that_trusts_browsers_for_fewer_days_is_named(int floorDays, int clinicDays, PolicyRule named)
    {
        var terms = Terms(
            new ClinicPolicy { RememberStaffDays = clinicDays }, floor: new PolicyFloor { Require = MfaRequirement.Staff, LongestTrustDays = floorDays });

        var policy = EffectivePolicy.Of(new PolicySources { Demand = FromApp, Terms = terms }, Noon);

        Assert.Equal((named, Math.Min(floorDays, clinicDays)), (policy.Rule, policy.TrustDays));
    }

    [Fact]
    [Trait("Row", "TA3")]
    public void A_person_whom_nobody_asks_and_who_asks_themselves_is_asked_and_may_use_any_method()
    {
        var terms = Terms(
            new ClinicPolicy { Require = MfaRequirement.Nobody, StaffMethods = Only(Method.Email) }, member: new MemberStanding(RoleGroup.Staff, Noon) { OwnSwitch = true });

        var policy = EffectivePolicy.Of(new PolicySources { Demand = FromApp, Terms = terms, OwnSwitch = true }, Noon);

        Assert.Equal(PolicyRule.User, policy.Rule);
        Assert.Equal(ClinicPolicy.EveryMethod, policy.Methods);
    }

    [Fact]
    public void Developers_and_operators_are_asked_by_their_role() =>
        Assert.Equal(PolicyRule.Role, EffectivePolicy.Of(new PolicySources { Demand = FromApp, Terms = Terms(AsksNobody), HasPlatformRole = true }, Noon).Rule);

    [Fact]
    public void An_exemption_frees_from_the_clinics_rule_and_from_no_other()
    {
        var exempt = new MemberStanding(RoleGroup.Staff, Noon) { HadFactor = true, ExemptUntil = Noon.AddDays(1) };
        var clinic = new ClinicPolicy { Require = MfaRequirement.Staff };

        Assert.Equal(PolicyRule.None, Rule(FromApp, new PolicyFloor(), exempt));
        Assert.Equal(PolicyRule.App, Rule(FromApp with { LeastAcr = Acr.Aal2 }, new PolicyFloor(), exempt));
        Assert.Equal(PolicyRule.Page, Rule(StepUpPage, new PolicyFloor(), exempt));
        Assert.Equal(PolicyRule.Deployment, Rule(FromApp, new PolicyFloor { Require = MfaRequirement.Staff }, exempt));
        Assert.Equal(PolicyRule.User, Rule(FromApp, new PolicyFloor(), exempt with { OwnSwitch = true }));
        Assert.Equal(PolicyRule.Clinic, Rule(FromApp, new PolicyFloor(), exempt with { ExemptUntil = Noon }));

        PolicyRule Rule(SignInDemand demand, PolicyFloor floor, MemberStanding member) =>
            EffectivePolicy.Of(new PolicySources { Demand = demand, Floor = floor, Terms = Terms(clinic, floor: floor, member: member) }, Noon).Rule;
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(7, 0, false)]
    [InlineData(7, 6, false)]
    [InlineData(7, 7, true)]
    public void In_the_days_of_grace_the_clinic_does_not_ask_yet(int graceDays, int daysLater, bool asks)
    {
        var policy = InGrace(graceDays, new MemberStanding(RoleGroup.Staff, Noon.AddDays(-100)), daysLater);

        Assert.Equal(asks ? PolicyRule.Clinic : PolicyRule.None, policy.Rule);
        Assert.Equal(asks ? null : Noon.AddDays(graceDays), policy.GraceUntil);
    }

    [Fact]
    public void Who_joins_later_has_the_same_days_from_then() =>
        Assert.Equal(Noon.AddDays(12), InGrace(7, new MemberStanding(RoleGroup.Staff, Noon.AddDays(5)), daysLater: 8).GraceUntil);

    [Fact]
    public void Who_ever_had_a_factor_gets_no_grace_by_losing_it() =>
        Assert.Equal(PolicyRule.Clinic, InGrace(7, new MemberStanding(RoleGroup.Staff, Noon) { HadFactor = true }, daysLater: 0).Rule);

    private static EffectivePolicy InGrace(int graceDays, MemberStanding member, int daysLater)
    {
        var now = Noon.AddDays(daysLater);
        return EffectivePolicy.Of(new PolicySources { Demand = FromApp, Terms = Terms(new ClinicPolicy { GraceDays = graceDays }, member: member, now: now) }, now);
    }
}
