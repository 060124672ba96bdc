using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using static IdentityProvider.Tests.SignIn.Facts;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Which ways a sign-in may be proven by, from facts and policy alone.</summary>
public class WaysTests
{
    private static readonly WayIn ByRecoveryCode = new(Way.RecoveryCode, FactorId: null, "", IsPreferred: false);
    private static readonly WayIn ByBypassCode = new(Way.BypassCode, FactorId: null, "", IsPreferred: false);
    private static readonly ClinicPolicy TextsOnly = new() { StaffMethods = Only(Method.Text) };

    private static SignInDemand Page => new() { AskedAt = Noon, StepUp = StepUp.SecondFactor };

    [Fact]
    public void What_stands_outside_the_clinics_set_is_allowed_by_every_clinic()
    {
        var policy = Policy(TextsOnly);

        Assert.All([Way.Text, Way.Passkey, Way.RecoveryCode, Way.BypassCode], way => Assert.True(policy.Allows(way)));
        Assert.All([Way.Voice, Way.Email, Way.AuthenticatorApp], way => Assert.False(policy.Allows(way)));
    }

    [Theory]
    [InlineData(Acr.Aal1Bypass, Way.BypassCode, true)]
    [InlineData(Acr.Aal1Bypass, Way.Email, false)]
    [InlineData(Acr.Aal2, Way.BypassCode, false)]
    [InlineData(Acr.Aal2, Way.RecoveryCode, true)]
    [InlineData(Acr.Aal2PhishingResistant, Way.AuthenticatorApp, false)]
    [InlineData(Acr.Aal2PhishingResistant, Way.Passkey, true)]
    public void A_way_that_does_not_reach_what_the_app_wants_is_not_offered(Acr least, Way way, bool allowed) =>
        Assert.Equal(allowed, Policy(new ClinicPolicy { StaffMethods = Only(Enum.GetValues<Method>()) }, FromApp with { LeastAcr = least }).Allows(way));

    [Fact]
    public void A_bypass_code_opens_a_sign_in_and_never_what_a_fresh_factor_guards()
    {
        Assert.False(Policy(demand: Page).Allows(Way.BypassCode));
        Assert.True(Staff.Proving(ProofKind.BypassCode).LacksSecondFactor(Policy(demand: Page), Noon));
        Assert.False(Staff.Proving(ProofKind.BypassCode).LacksSecondFactor(Policy(), Noon));
    }

    [Fact]
    public void The_factor_on_file_is_asked_for_first_and_the_codes_for_trouble_only_when_chosen()
    {
        var facts = Staff.With(ByText, ByRecoveryCode, ByBypassCode);

        Assert.Equal(Way.Text, facts.WayToProve(Policy())!.Way);
        Assert.Equal(Way.RecoveryCode, (facts with { Chosen = Way.RecoveryCode }).WayToProve(Policy())!.Way);
        Assert.Equal([Way.Text, Way.RecoveryCode, Way.BypassCode], facts.WaysToProve(Policy()).Select(way => way.Way));
    }

    [Fact]
    public void A_passkey_is_a_factor_so_nobody_with_one_is_sent_to_set_up_another()
    {
        Assert.False(Staff.With(ByPasskey).MustSetUp(Policy(TextsOnly)));
        Assert.Equal(Way.Passkey, Staff.With(ByPasskey, ByEmail).WayToProve(Policy(TextsOnly))!.Way);
    }

    [Fact]
    public void A_bypass_code_is_no_factor_so_whoever_has_nothing_else_sets_one_up_or_takes_the_code_out()
    {
        var facts = Staff.With(ByBypassCode);

        Assert.Equal("/sign-in/set-up", Next(facts));
        Assert.False((facts with { Chosen = Way.BypassCode }).MustSetUp(Policy()));
        Assert.Equal(Way.BypassCode, (facts with { Chosen = Way.BypassCode }).WayToProve(Policy())!.Way);
    }

    [Fact]
    public void Choosing_a_code_that_is_not_there_does_not_lead_past_the_set_up() =>
        Assert.Equal("/sign-in/set-up", Next(Staff with { Chosen = Way.BypassCode }));

    [Fact]
    public void A_recovery_code_is_a_way_back_for_whose_factor_was_switched_off() =>
        Assert.Equal(Way.RecoveryCode, (Staff with { HasDisabledFactor = true }).With(ByRecoveryCode).WayToProve(Policy())!.Way);

    [Fact]
    public void Every_way_proves_something_of_its_own() =>
        Assert.Equal(Enum.GetValues<Way>().Length, Enum.GetValues<Way>().Select(Ways.ProofOf).Distinct().Count());

    [Fact]
    public void Every_method_of_a_clinic_is_a_way() =>
        Assert.All(Enum.GetValues<Method>(), method => Assert.Equal(method, Ways.MethodOf(Ways.Of(method))));
}
