using System.Collections.Immutable;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Protocol.Smart;
using Npgsql;

namespace IdentityProvider.Access;

/// <summary>A grant that stands at this moment, with everything tokens and userinfo say about it, read in one statement.</summary>
public sealed record StandingGrant(
    Guid Id, string ClientId, Guid UserId, Scope Scope, RefreshKind Refresh, Authentication Authentication, UserProfile User, ClinicPolicy? Policy,
    IReadOnlyList<Proof> Proofs)
{
    /// <inheritdoc cref="Grant.Resources"/>
    public IReadOnlyList<string> Resources { get; private init; } = [];

    /// <inheritdoc cref="Grant.DpopKey"/>
    public string? DpopKey { get; private init; }

    /// <inheritdoc cref="Grant.RequestedClaims"/>
    public string? RequestedClaims { get; private init; }

    /// <summary>The tables, joined on a grant. A clinic without a saved policy has the defaults, which are no row.</summary>
    internal const string Tables = """
        grants g
        join users u on u.id = g.user_id
        join clients k on k.id = g.client_id
        left join sessions s on s.id = g.session_id
        left join memberships m on m.id = g.membership_id
        left join clinics c on c.id = m.clinic_id
        left join lateral (
            select v.require, v.asked_when, v.staff_methods, v.patient_methods, v.remember_staff_days, v.remember_patients_days
            from clinic_policies v where v.clinic_id = c.id order by v.version desc limit 1
        ) p on true
        """;

    /// <summary>
    /// When a grant stands: it was not ended, its user, client and membership are active, the client is still approved for the clinic,
    /// and, unless it is offline, its session lives; and what it was given for is there still (<see cref="GrantFooting"/>).
    /// Nothing has to be written when one of these ends, so nothing can be forgotten.
    /// </summary>
    internal const string Stands = $"""
        g.ended_at is null and g.expires_at > @now and u.deactivated_at is null and k.disabled_at is null
        and (g.membership_id is null or (m.accepted_at is not null and m.deactivated_at is null
            and (k.serves_every_clinic or m.clinic_id = any(k.clinics))))
        and (g.refresh = 'Offline' or (s.ended_at is null and s.expires_at > @now))
        and {GrantFooting.OnFhirServer}
        and {GrantFooting.OnItsTargets}
        """;

    internal const string Columns = """
        g.id as grant_id, g.client_id, g.user_id, g.session_id, g.scopes, g.refresh, g.acr, g.amr, g.auth_time, g.proofs, g.expires_at as grant_expires_at,
        g.resources, g.dpop_key, g.subject, g.requested_claims, g.launch,
        u.display_name, u.email, u.email_verified_at is not null as email_verified, u.language, u.profile,
        c.id as clinic_id, c.practice_id, c.name as clinic_name, m.role,
        p.require, p.asked_when, p.staff_methods, p.patient_methods, p.remember_staff_days, p.remember_patients_days
        """;

    /// <summary>Whether the clinic of the grant still accepts what was proven for it. Without a clinic there is nobody to ask.</summary>
    public bool MeetsPolicy()
    {
        if (Authentication.Clinic is not { } clinic)
        {
            return true;
        }

        var group = Membership.GroupOf(Enum.Parse<Role>(clinic.Role, ignoreCase: true));
        return (Policy ?? new ClinicPolicy()).IsMetBy(Proofs, group);
    }

    internal static StandingGrant Read(NpgsqlDataReader row)
    {
        var (id, userId) = (row.Get<Guid>("grant_id"), row.Get<Guid>("user_id"));
        var (subject, named) = (row.GetText("subject") ?? userId.ToString(), ReleasedClaims.FromJson(row.GetText("requested_claims")));
        var user = new UserProfile(
            subject, row.Get<string>("display_name"), row.Get<string>("email"), row.Get<bool>("email_verified"), row.GetText("language"),
            ProfileClaims.FromJson(row.GetText("profile")))
        {
            Named = named.UserInfo,
        };
        var authentication = new Authentication(
            subject, row.GetOrNull<Guid>("session_id"), id, AcrValues.NameOf(Enum.Parse<Acr>(row.Get<string>("acr"))),
            row.Get<string[]>("amr"), row.Get<DateTimeOffset>("auth_time"), ClinicOf(row))
        {
            Named = user.Tell(named.IdToken),
            Launch = LaunchContext.Read(row.GetText("launch")),
        };
        return new StandingGrant(
            id, row.Get<string>("client_id"), userId, Scope.Of(row.Get<string[]>("scopes")), Enum.Parse<RefreshKind>(row.Get<string>("refresh")),
            authentication, user, PolicyOf(row), ProofsAsJson.Read(row.Get<string>("proofs")))
        {
            Resources = row.Get<string[]>("resources"),
            DpopKey = row.GetText("dpop_key"),
            RequestedClaims = row.GetText("requested_claims"),
        };
    }

    private static ClinicClaims? ClinicOf(NpgsqlDataReader row) => row.GetOrNull<Guid>("clinic_id") is not { } id ? null : new ClinicClaims(
        id, row.Get<string>("practice_id"), row.Get<string>("clinic_name"), row.Get<string>("role").ToLowerInvariant());

    private static ClinicPolicy? PolicyOf(NpgsqlDataReader row) => row.GetText("require") is not { } require ? null : new ClinicPolicy
    {
        Require = Enum.Parse<MfaRequirement>(require),
        When = Enum.Parse<MfaMoment>(row.Get<string>("asked_when")),
        StaffMethods = MethodsOf(row.Get<string[]>("staff_methods")),
        PatientMethods = MethodsOf(row.Get<string[]>("patient_methods")),
        RememberStaffDays = row.Get<int>("remember_staff_days"),
        RememberPatientsDays = row.Get<int>("remember_patients_days"),
    };

    private static ImmutableSortedSet<Method> MethodsOf(string[] names) => [.. names.Select(Enum.Parse<Method>)];
}
