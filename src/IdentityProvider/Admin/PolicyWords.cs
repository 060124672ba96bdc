using System.Collections.Immutable;
using System.Globalization;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using Microsoft.Extensions.Localization;

namespace IdentityProvider.Admin;

/// <summary>A policy's settings and values in words.</summary>
public sealed class PolicyWords(IStringLocalizer<AdminTexts> texts)
{
    /// <summary>"Remember staff browsers: 90 days → 30 days", one for each setting that differs.</summary>
    /// <param name="before">What was.</param>
    /// <param name="after">What is, or would be.</param>
    /// <param name="names">Display names of the people named for emergency access.</param>
    public IEnumerable<string> Changes(ClinicPolicy before, ClinicPolicy after, IReadOnlyDictionary<Guid, string> names) => PolicyComparison.Changed(before, after)
        .Select(setting => texts["Policy.Change", texts[$"Setting.{setting}"].Value, Value(setting, before, names), Value(setting, after, names)].Value);

    /// <summary>The whole effect in one sentence (product row B1): "41 staff, 12 of them not set up yet; 1,204 patients unaffected."</summary>
    public string Sentence(PolicyEffect effect) => texts["Effect.Sentence", Group("Staff", effect.Staff), Group("Patients", effect.Patients)];

    /// <summary>What the deployment asks of every clinic beyond what a clinic's own ranges do, a sentence each; nothing where it asks nothing.</summary>
    public IEnumerable<string> Floor(PolicyFloor floor)
    {
        var none = new PolicyFloor();
        (bool Asks, string Name, object Value)[] all =
        [
            (floor.Require != none.Require, nameof(floor.Require), texts[$"Require.{floor.Require}"].Value),
            (floor.RefuseEmail, nameof(floor.RefuseEmail), ""),
            (floor.LongestTrustDays < none.LongestTrustDays, floor.LongestTrustDays == 0 ? "NoTrust" : nameof(floor.LongestTrustDays), floor.LongestTrustDays),
            (floor.ShortestCode > none.ShortestCode, nameof(floor.ShortestCode), floor.ShortestCode),
            (floor.LongestCodeMinutes < none.LongestCodeMinutes, nameof(floor.LongestCodeMinutes), floor.LongestCodeMinutes),
            (floor.ShortestPassword > none.ShortestPassword, nameof(floor.ShortestPassword), floor.ShortestPassword),
            (floor.LongestIdleMinutes < none.LongestIdleMinutes, nameof(floor.LongestIdleMinutes), floor.LongestIdleMinutes),
            (floor.LongestSessionHours < none.LongestSessionHours, nameof(floor.LongestSessionHours), floor.LongestSessionHours),
            (!floor.AllowEmergencyAccess, "NoEmergency", ""),
            (floor.RefuseVoip, nameof(floor.RefuseVoip), ""),
        ];
        return all.Where(demand => demand.Asks).Select(demand => texts[$"Floor.{demand.Name}", demand.Value].Value);
    }

    private string Group(string group, GroupEffect effect)
    {
        var state = effect switch
        {
            { IsAsked: false, WasAsked: true } => "Released",
            { IsAsked: false } => "Unaffected",
            { NotReady: 0 } => "Ready",
            _ => "Asked",
        };
        var number = effect.People == 1 ? "One" : "Many";
        return texts[$"Effect.{group}.{state}.{number}", effect.People.ToString("N0", CultureInfo.CurrentCulture), effect.NotReady.ToString("N0", CultureInfo.CurrentCulture)];
    }

    private string Value(PolicySetting setting, ClinicPolicy policy, IReadOnlyDictionary<Guid, string> names) => PolicyComparison.ValueOf(setting, policy) switch
    {
        MfaRequirement require => texts[$"Require.{require}"],
        MfaMoment moment => texts[$"When.{moment}"],
        PhoneQuestion ask => texts[$"AskForPhone.{ask}"],
        bool on => texts[on ? "Yes" : "No"],
        int number => texts[UnitOf(setting), number],
        ImmutableSortedSet<Method> methods => Joined(methods.Select(method => texts[$"Method.{method}"].Value)),
        ImmutableSortedSet<Guid> people => Joined(people.Select(id => names.GetValueOrDefault(id) ?? texts["Someone"].Value)),
        var other => throw new ArgumentException($"Nothing says {other.GetType().Name} in words.", nameof(setting)),
    };

    private static string UnitOf(PolicySetting setting) => setting switch
    {
        PolicySetting.GraceDays or PolicySetting.RememberStaffDays or PolicySetting.RememberPatientsDays => "Days",
        PolicySetting.CodeLength => "Digits",
        PolicySetting.ShortestPassword or PolicySetting.ShortestPasswordAlone => "Characters",
        PolicySetting.StaffSessionHours or PolicySetting.PatientSessionHours => "Hours",
        _ => "Minutes",
    };

    private string Joined(IEnumerable<string> words) => string.Join(", ", words) is { Length: > 0 } joined ? joined : texts["NoMethods"];
}
