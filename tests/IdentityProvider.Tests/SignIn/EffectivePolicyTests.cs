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

        Assert.Equal(PolicyRule.Clinic, EffectivePolicy.Of(FromApp, clinic, RoleGroup.Staff, hasFactor: true, Noon).Rule);
        Assert.Equal(PolicyRule.None, EffectivePolicy.Of(FromApp, clinic, RoleGroup.Patient, hasFactor: true, Noon).Rule);
    }

    [Fact]
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

        Assert.Equal(PolicyRule.User, EffectivePolicy.Of(account, null, null, hasFactor: true, Noon).Rule);
        Assert.Equal(PolicyRule.None, EffectivePolicy.Of(account, null, null, hasFactor: false, Noon).Rule);
    }

    [Fact]
    public void An_app_that_found_no_membership_yet_asks_for_none_of_the_users_factors() =>
        Assert.Equal(PolicyRule.None, EffectivePolicy.Of(FromApp, null, null, hasFactor: true, Noon).Rule);
}
