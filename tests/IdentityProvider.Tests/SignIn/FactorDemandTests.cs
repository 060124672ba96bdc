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
    private readonly HeldFactor _passkey = new(Guid.CreateVersion7(Noon), [Way.Passkey]);

    [Fact]
    public void One_of_two_that_count_may_go() => Assert.False(Keeps([_phone, _app], _app.Id, Staff(new())));

    [Fact]
    public void The_last_that_counts_stays_although_another_is_on_file() => Assert.True(Keeps([_email, _app], _app.Id, Staff(new())));

    [Fact]
    public void One_that_counts_nowhere_may_go() => Assert.False(Keeps([_email, _app], _email.Id, Staff(new())));

    [Fact]
    public void Each_place_is_asked() => Assert.True(Keeps(
        [_email, _app], _email.Id, Staff(new()), Terms(new() { Require = MfaRequirement.StaffAndPatients, PatientMethods = Only(Method.Email) }, RoleGroup.Patient)));

    [Fact]
    public void A_passkey_counts_everywhere_and_is_the_last_one_like_any_other()
    {
        var places = FactorDemand.PlacesOf(asksEverywhere: false, new PolicyFloor(), [Staff(new())]);

        Assert.False(FactorDemand.Keeps([Held(_app), _passkey], _app.Id, places));
        Assert.False(FactorDemand.Keeps([Held(_app), _passkey], _passkey.Id, places));
        Assert.True(FactorDemand.Keeps([Held(_email), _passkey], _passkey.Id, places));
    }

    [Fact]
    public void Where_nothing_is_demanded_everything_may_go() => Assert.False(Keeps([_app], _app.Id, Staff(new() { Require = MfaRequirement.Nobody })));

    [Fact]
    public void The_servers_floor_demands_where_the_clinic_does_not() => Assert.True(Keeps(
        [_app], _app.Id, Terms(new() { Require = MfaRequirement.Nobody }, RoleGroup.Staff, new PolicyFloor { Require = MfaRequirement.Staff })));

    [Fact]
    public void The_own_switch_demands_everywhere()
    {
        Assert.True(Keeps([_app], _app.Id, Terms(new() { Require = MfaRequirement.Nobody }, RoleGroup.Patient, ownSwitch: true)));
        Assert.True(FactorDemand.Keeps([Held(_app)], _app.Id, FactorDemand.PlacesOf(asksEverywhere: true, new PolicyFloor(), [])));
    }

    [Fact]
    public void Whom_the_clinic_exempts_may_take_off_the_last_one() => Assert.False(Keeps(
        [_app], _app.Id, MemberTerms.Of(new PolicyFloor(), Version(new()), new MemberStanding(RoleGroup.Staff, Noon) { ExemptUntil = Noon.AddDays(1) }, Noon)));

    private static bool Keeps(Factor[] onFile, Guid id, params MemberTerms[] terms) =>
        FactorDemand.Keeps([.. onFile.Select(Held)], id, FactorDemand.PlacesOf(asksEverywhere: false, new PolicyFloor(), terms));

    private static HeldFactor Held(Factor factor) => new(factor.Id, factor.WaysIn);

    private static MemberTerms Staff(ClinicPolicy policy) => Terms(policy, RoleGroup.Staff);

    private static MemberTerms Terms(ClinicPolicy policy, RoleGroup group, PolicyFloor? floor = null, bool ownSwitch = false) =>
        MemberTerms.Of(floor ?? new PolicyFloor(), Version(policy), new MemberStanding(group, Noon) { OwnSwitch = ownSwitch, HadFactor = true }, Noon);

    private static PolicyVersion Version(ClinicPolicy policy) => new(Guid.Empty, version: 1, policy, changedBy: null, Noon);
}
