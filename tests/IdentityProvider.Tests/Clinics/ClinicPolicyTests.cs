using IdentityProvider.Clinics;

namespace IdentityProvider.Tests.Clinics;

/// <summary>The settings of a policy: their defaults, their ranges, what differs, and since when somebody is asked.</summary>
public class ClinicPolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_defaults_are_those_of_the_table()
    {
        var policy = new ClinicPolicy();

        Assert.Equal((0, PhoneQuestion.Both, false, false), (policy.GraceDays, policy.AskForPhone, policy.PhoneRequired, policy.RefuseVoip));
        Assert.Equal((30, 12, 30, 12), (policy.StaffIdleMinutes, policy.StaffSessionHours, policy.PatientIdleMinutes, policy.PatientSessionHours));
        Assert.Equal((12, 15, false), (policy.ShortestPassword, policy.ShortestPasswordAlone, policy.EmergencyAccess));
    }

    [Fact]
    public void Every_default_that_is_a_number_is_in_its_range() => Assert.All(
        Enum.GetValues<PolicySetting>().Select(setting => (setting, value: PolicyComparison.ValueOf(setting, new ClinicPolicy()) as int?)).Where(s => s.value is not null),
        s => Assert.True(PolicyRange.Of(s.setting).Holds(s.value)));

    [Theory]
    [InlineData(PolicySetting.GraceDays, 0, 30)]
    [InlineData(PolicySetting.RememberStaffDays, 0, 365)]
    [InlineData(PolicySetting.RememberPatientsDays, 0, 365)]
    [InlineData(PolicySetting.CodeLength, 5, 8)]
    [InlineData(PolicySetting.CodeLifetimeMinutes, 3, 10)]
    [InlineData(PolicySetting.ShortestPassword, 8, 64)]
    [InlineData(PolicySetting.ShortestPasswordAlone, 8, 64)]
    [InlineData(PolicySetting.StaffIdleMinutes, 5, 60)]
    [InlineData(PolicySetting.PatientIdleMinutes, 5, 60)]
    [InlineData(PolicySetting.StaffSessionHours, 1, 24)]
    [InlineData(PolicySetting.PatientSessionHours, 1, 24)]
    [InlineData(PolicySetting.EmergencyMinutes, 15, 240)]
    public void A_range_holds_both_its_ends_and_nothing_beyond(PolicySetting setting, int least, int most)
    {
        var range = PolicyRange.Of(setting);

        Assert.True(range.Holds(least) && range.Holds(most));
        Assert.False(range.Holds(least - 1) || range.Holds(most + 1) || range.Holds(null));
    }

    [Theory]
    [InlineData(RoleGroup.Staff, false, 12)]
    [InlineData(RoleGroup.Staff, true, 15)]
    [InlineData(RoleGroup.Patient, false, 15)]
    public void Whom_the_password_alone_lets_in_needs_a_longer_one(RoleGroup group, bool isExempt, int shortest) =>
        Assert.Equal(shortest, new ClinicPolicy { Require = MfaRequirement.Staff }.ShortestPasswordFor(group, isExempt));

    [Theory]
    [InlineData(PhoneQuestion.Both, true, true)]
    [InlineData(PhoneQuestion.AccountCreation, true, false)]
    [InlineData(PhoneQuestion.PasswordReset, false, true)]
    [InlineData(PhoneQuestion.Never, false, false)]
    public void A_phone_is_asked_for_when_the_clinic_says(PhoneQuestion ask, bool atCreation, bool atReset)
    {
        var policy = new ClinicPolicy { AskForPhone = ask };

        Assert.Equal((atCreation, atReset), (policy.AsksForPhoneAt(PhoneQuestion.AccountCreation), policy.AsksForPhoneAt(PhoneQuestion.PasswordReset)));
    }

    [Fact]
    public void Every_setting_that_differs_is_named()
    {
        var other = new ClinicPolicy
        {
            Require = MfaRequirement.Nobody,
            When = MfaMoment.EverySignIn,
            StaffMethods = [],
            PatientMethods = [],
            GraceDays = 1,
            RememberStaffDays = 1,
            RememberPatientsDays = 1,
            CodeLength = 8,
            CodeLifetimeMinutes = 3,
            AskForPhone = PhoneQuestion.Never,
            PhoneRequired = true,
            RefuseVoip = true,
            ShortestPassword = 8,
            ShortestPasswordAlone = 8,
            StaffIdleMinutes = 5,
            StaffSessionHours = 1,
            PatientIdleMinutes = 5,
            PatientSessionHours = 1,
            EmergencyAccess = true,
            EmergencyMinutes = 15,
            EmergencyUsers = [Guid.CreateVersion7(Noon)],
        };

        Assert.Equal(Enum.GetValues<PolicySetting>(), PolicyComparison.Changed(new ClinicPolicy(), other));
        Assert.Equal(new ClinicPolicy(), new ClinicPolicy());
        Assert.NotEqual(new ClinicPolicy(), other);
    }

    [Fact]
    public void Asking_goes_on_from_its_first_day_through_later_versions_and_starts_anew_after_a_break()
    {
        var asking = new ClinicPolicy { Require = MfaRequirement.Staff };
        var first = Version(asking, days: 0);
        var second = Version(asking with { CodeLength = 8 }, days: 5).After(first);
        var off = Version(asking with { Require = MfaRequirement.Nobody }, days: 6).After(second);
        var again = Version(asking with { Require = MfaRequirement.StaffAndPatients }, days: 9).After(off);

        Assert.Equal(Noon, second.AskedSince(RoleGroup.Staff));
        Assert.Null(second.AskedSince(RoleGroup.Patient));
        Assert.Null(off.AskedSince(RoleGroup.Staff));
        Assert.Equal(Noon.AddDays(9), again.AskedSince(RoleGroup.Staff));
        Assert.Equal(Noon.AddDays(9), again.AskedSince(RoleGroup.Patient));
    }

    private static PolicyVersion Version(ClinicPolicy policy, int days) => new(Guid.Empty, 1, policy, changedBy: null, Noon.AddDays(days));
}
