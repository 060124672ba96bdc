using IdentityProvider.Audit;
using IdentityProvider.Clients;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>The only door to the news that clients are owed (OpenID Connect Back-Channel Logout 1.0).</summary>
public sealed class LogoutNotices(IdpDbContext db, RegisteredClients clients, AuditLog audit, TimeProvider clock)
{
    /// <summary>How long one worker has a notice for itself. Longer than a try and the saving of its outcome take together.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Owes the news to every client that got tokens from the session and wants to be told. The caller saves, together with the ending.</summary>
    public async Task OweAsync(Session session, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var clientId in await db.Grants.Where(grant => grant.SessionId == session.Id).Select(grant => grant.ClientId).Distinct().ToListAsync(ct))
        {
            if (await clients.FindAsync(clientId, ct) is { BackChannelLogoutUri: not null })
            {
                db.LogoutNotices.Add(new LogoutNotice(session.Id, session.UserId, clientId, now));
            }
        }
    }

    /// <summary>Takes notices that are due and that nobody else has. One statement, committed before anything is sent.</summary>
    public async Task<IReadOnlyList<LogoutNotice>> LeaseDueAsync(int atMost, CancellationToken ct)
    {
        var (now, owed) = (clock.GetUtcNow(), nameof(NoticeState.Owed));
        var until = now + Lease;
        return await db.LogoutNotices.FromSql($"""
            WITH due AS MATERIALIZED (
                SELECT id FROM logout_notices
                WHERE state = {owed} AND due_at <= {now} AND (leased_until IS NULL OR leased_until <= {now})
                ORDER BY due_at
                LIMIT {atMost}
                FOR UPDATE SKIP LOCKED)
            UPDATE logout_notices AS notice SET leased_until = {until}, tries = notice.tries + 1
            FROM due WHERE notice.id = due.id
            RETURNING notice.*
            """).AsNoTracking().ToListAsync(ct);
    }

    /// <summary>Saves what a try came to. Nothing happens when the lease had run out: then another worker's outcome counts.</summary>
    public async Task RecordAsync(LogoutNotice notice, NoticeOutcome outcome, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (state, dueAt) = notice.After(outcome, now);
        var rows = await db.LogoutNotices
            .Where(n => n.Id == notice.Id && n.State == NoticeState.Owed && n.LeasedUntil == notice.LeasedUntil)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(n => n.State, state)
                    .SetProperty(n => n.DueAt, dueAt)
                    .SetProperty(n => n.LeasedUntil, (DateTimeOffset?)null)
                    .SetProperty(n => n.LastOutcome, outcome)
                    .SetProperty(n => n.FinishedAt, state == NoticeState.Owed ? null : now),
                ct);
        if (rows == 1 && state == NoticeState.GivenUp)
        {
            audit.Record(new LogoutNotHeard(outcome, notice.Tries), notice.UserId, clientId: notice.ClientId, sessionId: notice.SessionId);
            await db.SaveChangesAsync(ct);
        }
    }
}
