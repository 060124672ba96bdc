using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using static IdentityProvider.Tests.SignIn.Facts;

namespace IdentityProvider.Tests.SignIn;

/// <summary>What comes next once a mailed link to a new password was used. Pure.</summary>
public class RecoveryPipelineTests
{
    private const string NewPassword = "/recover/password";
    private static readonly SignInFacts Recovering = new() { IsIdentified = true, IsRecovering = true, MaySend = true };
    private static readonly EffectivePolicy WithFactor = EffectivePolicy.OfRecovery(hasFactor: true, codeLength: 6);
    private static readonly EffectivePolicy WithoutFactor = EffectivePolicy.OfRecovery(hasFactor: false, codeLength: 6);

    [Fact]
    public void The_factor_on_file_comes_before_the_new_password_and_the_old_password_not_at_all() =>
        Assert.Equal("/sign-in/code", Next(Recovering.With(ByText), WithFactor));

    [Theory]
    [InlineData(ProofKind.Text)]
    [InlineData(ProofKind.Voice)]
    [InlineData(ProofKind.AuthenticatorApp)]
    [InlineData(ProofKind.Passkey)]
    [InlineData(ProofKind.RecoveryCode)]
    public void A_factor_that_is_proven_leads_to_the_new_password(ProofKind proven) =>
        Assert.Equal(NewPassword, Next(Recovering.With(ByText).Proving(proven), WithFactor));

    [Theory]
    [InlineData(ProofKind.Email)]
    [InlineData(ProofKind.BypassCode)]
    [InlineData(ProofKind.Password)]
    public void An_e_mailed_code_a_bypass_code_and_the_old_password_prove_no_reset(ProofKind proven) =>
        Assert.Equal("/sign-in/code", Next(Recovering.With(ByText).Proving(proven), WithFactor));

    [Fact]
    public void A_trusted_browser_proves_no_reset() =>
        Assert.Equal("/sign-in/code", Next(Recovering.With(ByText) with { Device = Trusted(ProofKind.Text, Noon) }, WithFactor));

    [Fact]
    public void Who_has_nothing_on_file_comes_to_the_new_password_at_once() => Assert.Equal(NewPassword, Next(Recovering, WithoutFactor));

    [Fact]
    public void Nothing_can_be_set_up_on_the_way()
    {
        Assert.Equal("/recover/no-factor", Next(Recovering, WithFactor));
        Assert.Equal("/recover/no-factor", Next(Recovering with { HasDisabledFactor = true }, WithFactor));
    }

    [Fact]
    public void The_link_alone_never_ends_in_a_session() => Assert.NotNull(Next(Recovering, WithoutFactor));

    [Fact]
    public void After_the_new_password_the_ordinary_policy_decides()
    {
        Assert.Null(Next(Staff.With(ByText).Proving(ProofKind.Text)));
        Assert.Equal("/sign-in/set-up", Next(Staff));
        Assert.Equal("/sign-in/code", Next(Staff.With(ByText)));
    }
}
