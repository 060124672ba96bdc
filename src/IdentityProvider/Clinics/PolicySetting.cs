namespace IdentityProvider.Clinics;

/// <summary>The settings of a clinic's policy, in the order in which a page shows them.</summary>
public enum PolicySetting
{
    Require,
    When,
    StaffMethods,
    PatientMethods,
    RememberStaffDays,
    RememberPatientsDays,
    CodeLength,
    CodeLifetimeMinutes,
}

/// <summary>What differs between two policies.</summary>
public static class PolicyComparison
{
    public static IReadOnlyList<PolicySetting> Changed(ClinicPolicy before, ClinicPolicy after) =>
        [.. Enum.GetValues<PolicySetting>().Where(setting => !IsSame(setting, before, after))];

    private static bool IsSame(PolicySetting setting, ClinicPolicy before, ClinicPolicy after) => setting switch
    {
        PolicySetting.Require => before.Require == after.Require,
        PolicySetting.When => before.When == after.When,
        PolicySetting.StaffMethods => before.StaffMethods.SetEquals(after.StaffMethods),
        PolicySetting.PatientMethods => before.PatientMethods.SetEquals(after.PatientMethods),
        PolicySetting.RememberStaffDays => before.RememberStaffDays == after.RememberStaffDays,
        PolicySetting.RememberPatientsDays => before.RememberPatientsDays == after.RememberPatientsDays,
        PolicySetting.CodeLength => before.CodeLength == after.CodeLength,
        PolicySetting.CodeLifetimeMinutes => before.CodeLifetimeMinutes == after.CodeLifetimeMinutes,
    };
}
