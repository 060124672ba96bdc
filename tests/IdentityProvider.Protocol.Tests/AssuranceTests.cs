namespace IdentityProvider.Protocol.Tests;

/// <summary>The table of acr and amr, and which proofs count for it.</summary>
public class AssuranceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("urn:idp:acr:aal1", "pwd", ProofKind.Password)]
    [InlineData("urn:idp:acr:aal1-td", "pwd tdev", ProofKind.Password, ProofKind.TrustedDevice)]
    [InlineData("urn:idp:acr:aal1-email", "pwd otp email", ProofKind.Password, ProofKind.Email)]
    [InlineData("urn:idp:acr:aal1-byp", "pwd byp", ProofKind.Password, ProofKind.BypassCode)]
    [InlineData("urn:idp:acr:aal2", "pwd otp sms mfa", ProofKind.Password, ProofKind.Text)]
    [InlineData("urn:idp:acr:aal2", "pwd otp tel mfa", ProofKind.Password, ProofKind.Voice)]
    [InlineData("urn:idp:acr:aal2", "pwd otp mfa", ProofKind.Password, ProofKind.AuthenticatorApp)]
    [InlineData("urn:idp:acr:aal2", "pwd rcv mfa", ProofKind.Password, ProofKind.RecoveryCode)]
    [InlineData("urn:idp:acr:aal2-phr", "swk user mfa", ProofKind.Passkey)]
    public void Proofs_reach_their_class_and_are_named(string acr, string amr, params ProofKind[] kinds)
    {
        var assurance = Assurance.Of(kinds.Select(kind => new Proof(kind, Noon)));

        Assert.Equal(acr, AcrValues.NameOf(assurance!.Acr));
        Assert.Equal(amr, string.Join(' ', assurance.Amr));
        Assert.Equal(Noon, assurance.AuthTime);
    }

    [Fact]
    public void Every_kind_of_proof_has_a_row()
    {
        foreach (var kind in Enum.GetValues<ProofKind>())
        {
            Assert.NotNull(Assurance.Of([new(ProofKind.Password, Noon), new(kind, Noon)]));
        }
    }

    [Theory]
    [InlineData]
    [InlineData(ProofKind.Text)]
    [InlineData(ProofKind.TrustedDevice)]
    [InlineData(ProofKind.Email, ProofKind.RecoveryCode, ProofKind.BypassCode)]
    public void Without_a_password_or_a_passkey_nobody_is_signed_in(params ProofKind[] kinds) =>
        Assert.Null(Assurance.Of(kinds.Select(kind => new Proof(kind, Noon))));

    [Theory]
    [InlineData(ProofKind.TrustedDevice)]
    [InlineData(ProofKind.Email)]
    [InlineData(ProofKind.BypassCode)]
    [Trait("Row", "B3")]
    public void What_a_clinic_accepts_instead_of_a_factor_never_claims_multi_factor(ProofKind kind)
    {
        var assurance = Assurance.Of([new(ProofKind.Password, Noon), new(kind, Noon)]);

        Assert.DoesNotContain("mfa", assurance!.Amr);
        Assert.False(assurance.Reaches(Acr.Aal2));
    }

    [Fact]
    public void A_real_factor_beats_the_trusted_device_it_came_with() =>
        Assert.Equal(Acr.Aal2, Assurance.Of([new(ProofKind.Password, Noon), new(ProofKind.TrustedDevice, Noon), new(ProofKind.Text, Noon)])!.Acr);

    [Fact]
    public void Of_two_factors_of_one_strength_the_newer_is_named() =>
        Assert.Equal(
            ["pwd", "otp", "tel", "mfa"],
            Assurance.Of([new(ProofKind.Password, Noon), new(ProofKind.Text, Noon), new(ProofKind.Voice, Noon.AddMinutes(1))])!.Amr);

    [Fact]
    public void Auth_time_is_that_of_the_oldest_proof_counted()
    {
        Proof[] proofs = [new(ProofKind.Password, Noon), new(ProofKind.Text, Noon.AddMinutes(2))];

        Assert.Equal(Noon, Assurance.Of(proofs)!.AuthTime);
    }

    [Fact]
    public void A_factor_proven_before_the_password_sets_auth_time() =>
        Assert.Equal(Noon, Assurance.Of([new(ProofKind.Text, Noon), new(ProofKind.Password, Noon.AddHours(1))])!.AuthTime);

    [Fact]
    public void A_proof_given_again_counts_with_its_newest_time() =>
        Assert.Equal(Noon.AddHours(1), Assurance.Of([new(ProofKind.Password, Noon), new(ProofKind.Password, Noon.AddHours(1))])!.AuthTime);

    [Theory]
    [InlineData(0, Acr.Aal2)]
    [InlineData(1, Acr.Aal1)]
    [InlineData(61, null)]
    public void Proofs_made_too_early_do_not_count(int secondsAfterTheText, Acr? expected)
    {
        Proof[] proofs = [new(ProofKind.Text, Noon), new(ProofKind.Password, Noon.AddSeconds(60))];

        Assert.Equal(expected, Assurance.Of(proofs, notBefore: Noon.AddSeconds(secondsAfterTheText))?.Acr);
    }

    [Theory]
    [InlineData(Acr.Aal1Email, Acr.Aal1TrustedDevice, true)]
    [InlineData(Acr.Aal1Email, Acr.Aal1Email, true)]
    [InlineData(Acr.Aal1TrustedDevice, Acr.Aal1Email, false)]
    [InlineData(Acr.Aal1Bypass, Acr.Aal2, false)]
    [InlineData(Acr.Aal1, null, true)]
    public void Classes_are_ordered_as_listed(Acr reached, Acr? demanded, bool enough) =>
        Assert.Equal(enough, new Assurance(reached, [], Noon).Reaches(demanded));

    [Theory]
    [InlineData("urn:idp:acr:aal2 urn:idp:acr:aal1-email", Acr.Aal1Email)]
    [InlineData("urn:example:loa3 urn:idp:acr:aal2", Acr.Aal2)]
    [InlineData("urn:example:loa3", null)]
    [InlineData("", null)]
    [InlineData("URN:IDP:ACR:AAL2", null)]
    public void The_weakest_known_value_is_what_acr_values_demand(string acrValues, Acr? demanded) =>
        Assert.Equal(demanded, AcrValues.Demanded(acrValues.Split(' ')));
}
