using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;

namespace IdentityProvider.Tests.Access;

/// <summary>Whether what was proven once is still enough for the policy of today.</summary>
public class GrantPolicyTests
{
    private static readonly ClinicPolicy Staff = new() { StaffMethods = [Method.Text], RememberStaffDays = 30 };

    [Theory]
    [InlineData(Acr.Aal1, "pwd", false)]
    [InlineData(Acr.Aal1TrustedDevice, "pwd tdev", true)]
    [InlineData(Acr.Aal1Email, "pwd otp email", false)]
    [InlineData(Acr.Aal1Bypass, "pwd byp", true)]
    [InlineData(Acr.Aal2, "pwd otp sms mfa", true)]
    [InlineData(Acr.Aal2, "pwd otp tel mfa", false)]
    [InlineData(Acr.Aal2, "pwd otp mfa", false)]
    [InlineData(Acr.Aal2, "pwd rcv mfa", true)]
    [InlineData(Acr.Aal2PhishingResistant, "swk user mfa", true)]
    public void A_clinic_that_takes_texts_keeps_what_fits(Acr acr, string amr, bool stands) =>
        Assert.Equal(stands, Grant.Meets(Staff, RoleGroup.Staff, acr, amr.Split(' ')));

    [Fact]
    public void Patients_are_left_alone_by_a_policy_for_staff() => Assert.True(Grant.Meets(Staff, RoleGroup.Patient, Acr.Aal1, ["pwd"]));

    [Fact]
    public void A_trusted_browser_stops_counting_where_every_sign_in_asks() =>
        Assert.False(Grant.Meets(Staff with { When = MfaMoment.EverySignIn }, RoleGroup.Staff, Acr.Aal1TrustedDevice, ["pwd", "tdev"]));
}
