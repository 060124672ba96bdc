using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using Npgsql;

namespace IdentityProvider.Access;

/// <summary>What the clinic of a grant asks, and of whom: read with the grant, judged when its tokens are renewed.</summary>
public sealed record GrantTerms(PolicyVersion Policy, MemberStanding Member)
{
    /// <summary>The clinic's policy as it stands. A clinic without a saved one has the defaults, which are no row.</summary>
    internal const string Table = """
        left join lateral (
            select v.version, v.changed_at, v.require, v.asked_when, v.staff_methods, v.patient_methods, v.remember_staff_days, v.remember_patients_days,
                v.grace_days, v.staff_asked_since, v.patients_asked_since, v.emergency_access, v.emergency_users
            from clinic_policies v where v.clinic_id = c.id order by v.version desc limit 1
        ) p on true
        """;

    internal const string Columns = """
        p.version as policy_version, p.changed_at, p.require, p.asked_when, p.staff_methods, p.patient_methods, p.remember_staff_days, p.remember_patients_days,
        p.grace_days, p.staff_asked_since, p.patients_asked_since, p.emergency_access, p.emergency_users, m.accepted_at, u.second_step_since,
        exists (select from factors f where f.user_id = u.id) or exists (select from passkeys k where k.user_id = u.id) as had_factor,
        (select max(e.until) from policy_exemptions e
            where e.clinic_id = c.id and e.user_id = u.id and e.ended_at is null and e.until > @now) as exempt_until
        """;

    /// <returns>Null for a grant of no clinic: nobody is there to ask.</returns>
    internal static GrantTerms? Read(NpgsqlDataReader row)
    {
        if (row.GetOrNull<Guid>("clinic_id") is not { } clinicId)
        {
            return null;
        }

        var group = Membership.GroupOf(Enum.Parse<Role>(row.Get<string>("role")));
        return new GrantTerms(VersionOf(row, clinicId), new MemberStanding(group, row.Get<DateTimeOffset>("accepted_at"))
        {
            HadFactor = row.Get<bool>("had_factor"),
            ExemptUntil = row.GetOrNull<DateTimeOffset>("exempt_until"),
            OwnSwitch = row.GetOrNull<DateTimeOffset>("second_step_since") is not null,
        });
    }

    private static PolicyVersion VersionOf(NpgsqlDataReader row, Guid clinicId) => row.GetOrNull<int>("policy_version") is not { } version
        ? new PolicyVersion(clinicId, version: 0, new ClinicPolicy(), changedBy: null, DateTimeOffset.UnixEpoch)
        : new PolicyVersion(clinicId, version, PolicyOf(row), changedBy: null, row.Get<DateTimeOffset>("changed_at"))
            .AskingSince(row.GetOrNull<DateTimeOffset>("staff_asked_since"), row.GetOrNull<DateTimeOffset>("patients_asked_since"));

    private static ClinicPolicy PolicyOf(NpgsqlDataReader row) => new()
    {
        Require = Enum.Parse<MfaRequirement>(row.Get<string>("require")),
        When = Enum.Parse<MfaMoment>(row.Get<string>("asked_when")),
        StaffMethods = MethodsOf(row.Get<string[]>("staff_methods")),
        PatientMethods = MethodsOf(row.Get<string[]>("patient_methods")),
        RememberStaffDays = row.Get<int>("remember_staff_days"),
        RememberPatientsDays = row.Get<int>("remember_patients_days"),
        GraceDays = row.Get<int>("grace_days"),
        EmergencyAccess = row.Get<bool>("emergency_access"),
        EmergencyUsers = [.. row.Get<Guid[]>("emergency_users")],
    };

    private static ImmutableSortedSet<Method> MethodsOf(string[] names) => [.. names.Select(Enum.Parse<Method>)];
}
