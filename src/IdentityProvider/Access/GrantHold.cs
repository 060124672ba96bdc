using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace IdentityProvider.Access;

/// <summary>
/// Giving an app access and ending it take turns: what a grant is given on stays as it is until the grant is saved. Whoever ends one of these things
/// waits, and then finds the grant; whoever comes after them gives none. Without it a request that was judged before everything was ended, and saved
/// after it, would leave access that nothing ends.
/// </summary>
internal static class GrantHold
{
    // The rule is StandingGrant's. Shared, so that any number of requests is served at once; a key share, as foreign keys take it, would let an ending
    // pass. The user comes first, as in everything that takes turns on an account: two that waited for each other would both fail.
    private static string Sql(bool hasPlace, bool needsConsent) => $"""
        select s.id as "Value" from users u
        join sessions s on s.id = @session and s.user_id = u.id
        join clients k on k.id = @client
        {(hasPlace ? "join memberships m on m.id = @membership and m.user_id = u.id" : "")}
        {(needsConsent ? "join consents c on c.user_id = u.id and c.client_id = k.id and c.membership_id is not distinct from @membership" : "")}
        where u.id = @user and u.deactivated_at is null and s.ended_at is null and s.expires_at > @now and k.disabled_at is null
            {(hasPlace ? "and m.accepted_at is not null and m.deactivated_at is null and (k.serves_every_clinic or m.clinic_id = any(k.clinics))" : "")}
        for share of u, {(hasPlace ? "m, " : "")}s, k{(needsConsent ? ", c" : "")}
        """;

    private static readonly string[] Statements = [Sql(false, false), Sql(false, true), Sql(true, false), Sql(true, true)];

    /// <summary>Holds the grant's user, session, membership and client until the transaction ends.</summary>
    /// <param name="needsConsent">Whether the user's answer about the client must be there too.</param>
    /// <returns>False when one of them has ended, or is gone.</returns>
    public static async Task<bool> HoldAsync(this IdpDbContext db, Grant grant, bool needsConsent, DateTimeOffset now, CancellationToken ct)
    {
        var sql = Statements[(grant.MembershipId is null ? 0 : 2) + (needsConsent ? 1 : 0)];
        var held = await db.Database.SqlQueryRaw<Guid>(
            sql,
            new NpgsqlParameter("user", grant.UserId),
            new NpgsqlParameter("session", grant.SessionId),
            new NpgsqlParameter("client", grant.ClientId),
            new NpgsqlParameter("membership", NpgsqlDbType.Uuid) { Value = grant.MembershipId ?? (object)DBNull.Value },
            new NpgsqlParameter("now", now)).ToListAsync(ct);
        return held.Count == 1;
    }
}
