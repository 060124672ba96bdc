using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>Ends the sessions whose time is up, owes their clients the news of it, and forgets old news.</summary>
internal sealed class SessionSweep : ISweep
{
    /// <summary>How long it can be looked up what became of telling a client.</summary>
    private static readonly TimeSpan NoticesKept = TimeSpan.FromDays(7);

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task SweepAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        await ShortenAsync(db, ct);
        await EndAsync(db, now, ct);
        var old = now - NoticesKept;
        await db.LogoutNotices.Where(notice => notice.FinishedAt <= old).ExecuteDeleteAsync(ct);
    }

    // A clinic that shortened its sessions means those that run, and one that somebody goes on to later is as strict as one they began with.
    // Emergency sessions have an end of their own, which is sooner.
    private static Task<int> ShortenAsync(IdpDbContext db, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        UPDATE sessions SET expires_at = sessions.started_at + make_interval(hours => p.hours)
        FROM (
            SELECT m.id, CASE WHEN m.role = 'Patient' THEN v.patient_session_hours ELSE v.staff_session_hours END AS hours
            FROM memberships m
            JOIN LATERAL (SELECT * FROM clinic_policies c WHERE c.clinic_id = m.clinic_id ORDER BY c.version DESC LIMIT 1) v ON true
            WHERE m.id IN (SELECT last_membership_id FROM sessions WHERE ended_at IS NULL)) AS p
        WHERE sessions.last_membership_id = p.id AND sessions.ended_at IS NULL
            AND sessions.expires_at > sessions.started_at + make_interval(hours => p.hours)
        """, ct);

    // In one statement: of several nodes that do this at once, each session is found by one.
    private static Task<int> EndAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var (reason, owed) = (nameof(SessionEnd.TimeUp), nameof(NoticeState.Owed));
        return db.Database.ExecuteSqlAsync($"""
            WITH ended AS (
                UPDATE sessions SET ended_at = expires_at, end_reason = {reason} WHERE ended_at IS NULL AND expires_at <= {now}
                RETURNING id, user_id)
            INSERT INTO logout_notices (id, session_id, user_id, client_id, owed_at, due_at, tries, state)
            SELECT gen_random_uuid(), told.id, told.user_id, told.client_id, {now}, {now}, 0, {owed}
            FROM (
                SELECT DISTINCT ended.id, ended.user_id, g.client_id
                FROM ended JOIN grants g ON g.session_id = ended.id JOIN clients c ON c.id = g.client_id
                WHERE c.back_channel_logout_uri IS NOT NULL AND c.disabled_at IS NULL) AS told
            """, ct);
    }
}
