using IdentityProvider.Clinics;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Protocol.Smart;
using Npgsql;

namespace IdentityProvider.Access;

/// <summary>A grant that stands at this moment, with everything tokens and userinfo say about it, read in one statement.</summary>
public sealed record StandingGrant(
    Guid Id, string ClientId, Guid UserId, Scope Scope, RefreshKind Refresh, Authentication Authentication, UserProfile User, GrantTerms? Terms,
    IReadOnlyList<Proof> Proofs)
{
    /// <inheritdoc cref="Grant.Resources"/>
    public IReadOnlyList<string> Resources { get; private init; } = [];

    /// <inheritdoc cref="Grant.DpopKey"/>
    public string? DpopKey { get; private init; }

    /// <inheritdoc cref="Grant.RequestedClaims"/>
    public string? RequestedClaims { get; private init; }

    /// <summary>The tables, joined on a grant.</summary>
    internal const string Tables = $"""
        grants g
        join users u on u.id = g.user_id
        join clients k on k.id = g.client_id
        left join sessions s on s.id = g.session_id
        left join memberships m on m.id = g.membership_id
        left join clinics c on c.id = m.clinic_id
        {GrantTerms.Table}
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

    internal const string Columns = $"""
        g.id as grant_id, g.client_id, g.user_id, g.session_id, g.scopes, g.refresh, g.acr, g.amr, g.auth_time, g.proofs, g.expires_at as grant_expires_at,
        g.resources, g.dpop_key, g.subject, g.requested_claims, g.launch, g.emergency_id,
        u.display_name, u.email, u.email_verified_at is not null as email_verified, u.language, u.profile,
        c.id as clinic_id, c.practice_id, c.name as clinic_name, m.role,
        {GrantTerms.Columns}
        """;

    /// <summary>Whether what was proven for it is still enough for its clinic, the server's floor and its user. Without a clinic there is nobody to ask.</summary>
    public bool MeetsPolicy(PolicyFloor floor, DateTimeOffset now) =>
        Authentication.Emergency is not null ? Terms is not null && floor.Raise(Terms.Policy.Policy).LetsInEmergency(UserId)
        : Terms is null || MemberTerms.Of(floor, Terms.Policy, Terms.Member, now).IsMetBy(Proofs);

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
            Emergency = row.GetOrNull<Guid>("emergency_id") is { } reason ? new EmergencyClaims(reason, row.Get<DateTimeOffset>("grant_expires_at")) : null,
        };
        return new StandingGrant(
            id, row.Get<string>("client_id"), userId, Scope.Of(row.Get<string[]>("scopes")), Enum.Parse<RefreshKind>(row.Get<string>("refresh")),
            authentication, user, GrantTerms.Read(row), ProofsAsJson.Read(row.Get<string>("proofs")))
        {
            Resources = row.Get<string[]>("resources"),
            DpopKey = row.GetText("dpop_key"),
            RequestedClaims = row.GetText("requested_claims"),
        };
    }

    private static ClinicClaims? ClinicOf(NpgsqlDataReader row) => row.GetOrNull<Guid>("clinic_id") is not { } id ? null : new ClinicClaims(
        id, row.Get<string>("practice_id"), row.Get<string>("clinic_name"), row.Get<string>("role").ToLowerInvariant());
}
