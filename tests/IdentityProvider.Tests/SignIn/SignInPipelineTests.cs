using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using static IdentityProvider.Tests.SignIn.Facts;

namespace IdentityProvider.Tests.SignIn;

/// <summary>What comes next, from facts and policy alone.</summary>
public class SignInPipelineTests
{
    [Fact]
    public void A_name_comes_first_and_then_the_password()
    {
        Assert.Equal("/sign-in", Next(Nobody));
        Assert.Equal("/sign-in/password", Next(Nobody with { IsIdentified = true }));
    }

    [Fact]
    public void Without_the_password_no_other_proof_leads_anywhere() =>
        Assert.Equal("/sign-in/password", Next((Staff with { Proofs = [] }).With(ByText).Proving(ProofKind.Text, ProofKind.TrustedDevice)));

    [Fact]
    public void Where_nobody_is_asked_for_a_second_factor_the_password_is_enough() =>
        Assert.Null(Next(Staff, Policy(new ClinicPolicy { Require = MfaRequirement.Nobody })));

    [Fact]
    public void Whom_the_app_is_not_for_is_told_so_before_anything_is_sent() =>
        Assert.Equal("/sign-in/no-access", Next((Staff with { Fitting = [], Membership = null }).With(ByText)));

    [Fact]
    public void Who_belongs_to_two_clinics_chooses_one_before_its_policy_asks() =>
        Assert.Equal("/sign-in/clinic", Next((Staff with { Fitting = [MembershipAs(Role.Staff), MembershipAs(Role.Owner)], Membership = null }).With(ByText)));

    [Fact]
    public void Whoever_has_no_factor_sets_one_up_and_confirms_it()
    {
        Assert.Equal("/sign-in/set-up", Next(Staff));
        Assert.Equal("/sign-in/set-up/code", Next(Staff with { SettingUp = Way.Text }));
    }

    [Fact]
    public void A_passkey_alone_is_both_factors_and_leads_to_no_question_about_trust() =>
        Assert.Null(Next((Staff with { Proofs = [new Proof(ProofKind.Passkey, Noon)] }).With(ByPasskey)));

    [Fact]
    public void A_passkey_after_the_password_is_asked_for_and_trust_is_then_offered_on_a_page_of_its_own()
    {
        var facts = Staff.With(ByPasskey);

        Assert.Equal("/sign-in/passkey", Next(facts));
        Assert.Equal("/sign-in/passkey", Next(facts with { MaySend = false }));
        Assert.Equal("/sign-in/remember", Next((facts with { PasskeyWasSecond = true }).Proving(ProofKind.Passkey)));
        Assert.Null(Next((facts with { PasskeyWasSecond = true, AnsweredTrust = true }).Proving(ProofKind.Passkey)));
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, "/sign-in/offer-passkey")]
    public void After_a_few_sign_ins_a_passkey_is_offered(int signIns, string? next) =>
        Assert.Equal(next, Next((Staff with { SignInsWithoutOffer = signIns }).With(ByText).Proving(ProofKind.Text)));

    [Fact]
    public void No_passkey_is_offered_where_a_trusted_browser_stood_in_for_the_factor_on_file() =>
        Assert.Null(Next((Staff with { SignInsWithoutOffer = 9, Device = Trusted(ProofKind.Text, Noon) }).With(ByText)));

    [Fact]
    public void A_passkey_half_set_up_is_made_on_its_own_page() =>
        Assert.Equal("/sign-in/set-up/passkey", Next(Staff with { SettingUp = Way.Passkey }));

    [Fact]
    public void A_factor_set_up_here_needs_no_second_code_and_trust_is_then_offered()
    {
        var done = (Staff with { WasSetUpHere = true }).With(ByText).Proving(ProofKind.Text);

        Assert.Equal("/sign-in/remember", Next(done));
        Assert.Null(Next(done with { AnsweredTrust = true }));
    }

    [Fact]
    public void Trust_is_not_offered_where_every_sign_in_asks() => Assert.Null(Next(
        (Staff with { WasSetUpHere = true }).With(ByText).Proving(ProofKind.Text), Policy(new ClinicPolicy { When = MfaMoment.EverySignIn })));

    [Fact]
    public void Whoever_has_a_phone_is_asked_for_a_code() => Assert.Equal("/sign-in/code", Next(Staff.With(ByText, ByVoice)));

    [Fact]
    public void A_get_never_sends_so_it_shows_the_choice() =>
        Assert.Equal("/sign-in/choose", Next((Staff with { MaySend = false }).With(ByText)));

    [Fact]
    public void Whoever_asks_for_another_way_sees_the_choice() =>
        Assert.Equal("/sign-in/choose", Next((Staff with { AsksToChoose = true, Chosen = Way.Text }).With(ByText, ByVoice)));

    [Fact]
    public void A_factor_the_clinic_does_not_allow_proves_nothing_but_the_right_to_set_up_another()
    {
        var policy = Policy(new ClinicPolicy { StaffMethods = Only(Method.Text) });

        Assert.Equal("/sign-in/code", Next(Staff.With(ByEmail), policy));
        Assert.Equal("/sign-in/set-up", Next(Staff.With(ByEmail).Proving(ProofKind.Email), policy));
    }

    [Fact]
    public void A_disabled_factor_never_leads_to_setting_up_another_one() =>
        Assert.Equal("/sign-in/no-way-left", Next(Staff with { HasDisabledFactor = true }));

    [Fact]
    public void A_disabled_factor_leaves_the_others_usable() =>
        Assert.Equal("/sign-in/code", Next((Staff with { HasDisabledFactor = true }).With(ByText)));

    [Theory]
    [InlineData(29, null)]
    [InlineData(30, "/sign-in/code")]
    public void A_trusted_browser_stands_in_for_the_days_of_the_policy_and_not_one_longer(int daysLater, string? next)
    {
        var facts = (Staff with { Device = Trusted(ProofKind.Text, Noon) }).With(ByText);

        Assert.Equal(next, Next(facts, now: Noon.AddDays(daysLater)));
    }

    [Fact]
    public void Trust_earned_by_a_factor_the_clinic_does_not_allow_does_not_count() =>
        Assert.Equal("/sign-in/code", Next((Staff with { Device = Trusted(ProofKind.Email, Noon) }).With(ByText)));

    [Fact]
    public void Trust_that_ran_out_during_a_session_sends_nothing_until_the_next_sign_in() =>
        Assert.Null(Next(Staff.With(ByText).StoodInFor(ProofKind.Text, daysOld: 29), now: Noon.AddDays(2)));

    [Theory]
    [InlineData(ProofKind.Text, 31)]
    [InlineData(ProofKind.Email, 1)]
    public void Trust_that_stood_in_elsewhere_does_not_count_where_it_is_too_old_or_was_earned_by_what_is_not_allowed(ProofKind earnedBy, int daysOld) =>
        Assert.Equal("/sign-in/code", Next(Staff.With(ByText).StoodInFor(earnedBy, daysOld)));

    [Fact]
    public void Where_the_clinics_methods_do_not_reach_what_the_app_wants_a_passkey_can_be_set_up() => Assert.Equal(
        "/sign-in/set-up", Next(Staff, Policy(new ClinicPolicy { StaffMethods = Only(Method.Email) }, FromApp with { LeastAcr = Acr.Aal2 })));

    [Fact]
    public void A_tighter_policy_counts_from_the_next_request_on() => Assert.Equal("/sign-in/code", Next(
        Staff.With(ByText).StoodInFor(ProofKind.Text, daysOld: 1), Policy(new ClinicPolicy { When = MfaMoment.EverySignIn })));

    [Fact]
    public void A_locked_session_is_opened_by_the_password_and_keeps_its_second_factor()
    {
        var locked = (Staff with { IsLocked = true }).With(ByText).Proving(ProofKind.Text);

        Assert.Equal("/sign-in/password", Next(locked));
        Assert.Equal("/sign-in/password", Next(locked.Proving(ProofKind.Passkey)));
        Assert.Null(Next(locked with { IsLocked = false }));
    }
}
