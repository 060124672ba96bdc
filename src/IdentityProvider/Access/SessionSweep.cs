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
        await EndAsync(db, now, ct);
        var old = now - NoticesKept;
        await db.LogoutNotices.Where(notice => notice.FinishedAt <= old).ExecuteDeleteAsync(ct);
    }

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
