using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.SignIn;
using static IdentityProvider.Tests.SignIn.Facts;

namespace IdentityProvider.Tests.SignIn;

[Trait("Row", "TA9")]
public class FactorDemandTests
{
    private readonly Factor _phone = Factor.Phone(Guid.Empty, Guid.CreateVersion7(Noon), Noon);
    private readonly Factor _app = Factor.AuthenticatorApp(Guid.Empty, Noon);
    private readonly Factor _email = Factor.Email(Guid.Empty, Noon);
    private readonly IReadOnlySet<Way> _staff = FactorDemand.WaysOf(new ClinicPolicy(), RoleGroup.Staff);

    [Fact]
    public void One_of_two_that_count_may_go() => Assert.False(FactorDemand.Keeps(new([_phone, _app]), _app.Id, hasPasskey: false, [_staff]));

    [Fact]
    public void The_last_that_counts_stays_although_another_is_on_file() => Assert.True(FactorDemand.Keeps(new([_email, _app]), _app.Id, hasPasskey: false, [_staff]));

    [Fact]
    public void One_that_counts_nowhere_may_go() => Assert.False(FactorDemand.Keeps(new([_email, _app]), _email.Id, hasPasskey: false, [_staff]));

    [Fact]
    public void Each_place_is_asked() => Assert.True(FactorDemand.Keeps(
        new([_email, _app]), _email.Id, hasPasskey: false, [_staff, FactorDemand.WaysOf(new ClinicPolicy { PatientMethods = Only(Method.Email) }, RoleGroup.Patient)]));

    [Fact]
    public void A_passkey_counts_everywhere() => Assert.False(FactorDemand.Keeps(new([_app]), _app.Id, hasPasskey: true, [_staff]));

    [Fact]
    public void Where_nothing_is_demanded_everything_may_go() => Assert.False(FactorDemand.Keeps(new([_app]), _app.Id, hasPasskey: false, []));

    [Fact]
    public void A_factor_that_was_switched_off_does_not_stand_in_for_the_last_one_and_may_go_itself()
    {
        _phone.Disable(Noon);

        Assert.True(FactorDemand.Keeps(new([_phone, _app]), _app.Id, hasPasskey: false, [_staff]));
        Assert.False(FactorDemand.Keeps(new([_phone, _app]), _phone.Id, hasPasskey: false, [_staff]));
    }
}
