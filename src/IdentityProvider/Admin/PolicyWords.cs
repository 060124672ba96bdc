using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin;

/// <summary>A policy's settings and values in words.</summary>
public sealed class PolicyWords(IStringLocalizer<AdminTexts> texts)
{
    /// <summary>"Remember staff browsers: 90 days → 30 days", one for each setting that differs.</summary>
    public IEnumerable<string> Changes(ClinicPolicy before, ClinicPolicy after) => PolicyComparison.Changed(before, after)
        .Select(setting => texts["Policy.Change", texts[$"Setting.{setting}"].Value, Value(setting, before), Value(setting, after)].Value);

    private string Value(PolicySetting setting, ClinicPolicy policy) => setting switch
    {
        PolicySetting.Require => texts[$"Require.{policy.Require}"],
        PolicySetting.When => texts[$"When.{policy.When}"],
        PolicySetting.StaffMethods => Methods(policy.StaffMethods),
        PolicySetting.PatientMethods => Methods(policy.PatientMethods),
        PolicySetting.RememberStaffDays => texts["Days", policy.RememberStaffDays],
        PolicySetting.RememberPatientsDays => texts["Days", policy.RememberPatientsDays],
        PolicySetting.CodeLength => texts["Digits", policy.CodeLength],
        PolicySetting.CodeLifetimeMinutes => texts["Minutes", policy.CodeLifetimeMinutes],
    };

    private string Methods(ImmutableSortedSet<Method> methods) =>
        methods.IsEmpty ? texts["NoMethods"] : string.Join(", ", methods.Select(method => texts[$"Method.{method}"].Value));
}
