using System.Collections.Immutable;
using IdentityProvider.Factors;

namespace IdentityProvider.Clinics;

/// <summary>The settings of a clinic's policy, in the order in which a page shows them.</summary>
public enum PolicySetting
{
    Require,
    When,
    StaffMethods,
    PatientMethods,
    GraceDays,
    RememberStaffDays,
    RememberPatientsDays,
    CodeLength,
    CodeLifetimeMinutes,
    AskForPhone,
    PhoneRequired,
    RefuseVoip,
    ShortestPassword,
    ShortestPasswordAlone,
    StaffIdleMinutes,
    StaffSessionHours,
    PatientIdleMinutes,
    PatientSessionHours,
    EmergencyAccess,
    EmergencyMinutes,
    EmergencyUsers,
}

/// <summary>What a number in a policy may be, both ends included.</summary>
public sealed record PolicyRange(int Least, int Most)
{
    public bool Holds(int? value) => value >= Least && value <= Most;

    /// <summary>The range of a setting that is a number. Numbers: docs/sign-in.md.</summary>
    public static PolicyRange Of(PolicySetting setting) => setting switch
    {
        PolicySetting.GraceDays => new(0, 30),
        PolicySetting.RememberStaffDays or PolicySetting.RememberPatientsDays => new(0, ClinicPolicy.LongestTrustDays),
        PolicySetting.CodeLength => new(5, 8),
        PolicySetting.CodeLifetimeMinutes => new(3, 10),
        PolicySetting.ShortestPassword or PolicySetting.ShortestPasswordAlone => new(8, 64),
        PolicySetting.StaffIdleMinutes or PolicySetting.PatientIdleMinutes => new(5, 60),
        PolicySetting.StaffSessionHours or PolicySetting.PatientSessionHours => new(1, 24),
        PolicySetting.EmergencyMinutes => new(15, 240),
        _ => throw new ArgumentException($"{setting} is not a number.", nameof(setting)),
    };
}

/// <summary>What differs between two policies.</summary>
public static class PolicyComparison
{
    public static IReadOnlyList<PolicySetting> Changed(ClinicPolicy before, ClinicPolicy after) =>
        [.. Enum.GetValues<PolicySetting>().Where(setting => !IsSame(ValueOf(setting, before), ValueOf(setting, after)))];

    /// <summary>A setting's value: an enum, a number, a truth value, a set of methods or a set of user ids.</summary>
    public static object ValueOf(PolicySetting setting, ClinicPolicy policy) => setting switch
    {
        PolicySetting.Require => policy.Require,
        PolicySetting.When => policy.When,
        PolicySetting.StaffMethods => policy.StaffMethods,
        PolicySetting.PatientMethods => policy.PatientMethods,
        PolicySetting.GraceDays => policy.GraceDays,
        PolicySetting.RememberStaffDays => policy.RememberStaffDays,
        PolicySetting.RememberPatientsDays => policy.RememberPatientsDays,
        PolicySetting.CodeLength => policy.CodeLength,
        PolicySetting.CodeLifetimeMinutes => policy.CodeLifetimeMinutes,
        PolicySetting.AskForPhone => policy.AskForPhone,
        PolicySetting.PhoneRequired => policy.PhoneRequired,
        PolicySetting.RefuseVoip => policy.RefuseVoip,
        PolicySetting.ShortestPassword => policy.ShortestPassword,
        PolicySetting.ShortestPasswordAlone => policy.ShortestPasswordAlone,
        PolicySetting.StaffIdleMinutes => policy.StaffIdleMinutes,
        PolicySetting.StaffSessionHours => policy.StaffSessionHours,
        PolicySetting.PatientIdleMinutes => policy.PatientIdleMinutes,
        PolicySetting.PatientSessionHours => policy.PatientSessionHours,
        PolicySetting.EmergencyAccess => policy.EmergencyAccess,
        PolicySetting.EmergencyMinutes => policy.EmergencyMinutes,
        PolicySetting.EmergencyUsers => policy.EmergencyUsers,
    };

    private static bool IsSame(object before, object after) => (before, after) switch
    {
        (ImmutableSortedSet<Method> a, ImmutableSortedSet<Method> b) => a.SetEquals(b),
        (ImmutableSortedSet<Guid> a, ImmutableSortedSet<Guid> b) => a.SetEquals(b),
        _ => before.Equals(after),
    };
}
