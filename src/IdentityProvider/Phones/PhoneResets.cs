using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Phones;

/// <summary>The only door to requests for another phone. What it changes, the caller saves.</summary>
public sealed class PhoneResets(IdpDbContext db, TimeProvider clock)
{
    /// <summary>The user's newest request, whatever became of it.</summary>
    public async Task<PhoneResetRequest?> LastOfAsync(Guid userId, CancellationToken ct) =>
        await db.PhoneResetRequests.Where(r => r.UserId == userId).OrderByDescending(r => r.AskedAt).ThenByDescending(r => r.Id).FirstOrDefaultAsync(ct);

    /// <summary>The approval by which the user may set a new phone now, or null.</summary>
    public async Task<PhoneResetRequest?> UsableOfAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();

        // Judged in memory too: what this request has used or withdrawn counts before it is saved.
        var approved = await db.PhoneResetRequests.FirstOrDefaultAsync(
            r => r.UserId == userId && r.Decision == PhoneResetDecision.Approved && r.UsedAt == null && r.ExpiresAt > now, ct);
        return approved?.MayBeUsed(now) is true ? approved : null;
    }

    /// <summary>
    /// Takes back what the user asked for, and an approval of it: the phone on file was shown to work, or whoever asked may not have been the owner. The
    /// caller saves, and writes it down.
    /// </summary>
    /// <returns>What was taken back; null when nothing waits or stands.</returns>
    public async Task<PhoneResetRequest?> WithdrawAsync(Guid userId, CancellationToken ct) =>
        await LastOfAsync(userId, ct) is { } last && last.Withdraw(clock.GetUtcNow()) ? last : null;

    /// <summary>All that wait for a decision, the oldest first.</summary>
    public Task<IReadOnlyList<PhoneResetRequest>> OpenAsync(CancellationToken ct) => OpenOfAsync(db.PhoneResetRequests.Select(r => r.UserId), ct);

    /// <summary>
    /// Writes down that requests have waited their time and nobody decided: at once, in one statement, so that of two nodes each is one's. Call it in the
    /// transaction in which the people are told.
    /// </summary>
    /// <param name="most">How many at once.</param>
    public async Task<IReadOnlyList<PhoneResetRequest>> LapseAsync(int most, CancellationToken ct)
    {
        var (now, expired) = (clock.GetUtcNow(), nameof(PhoneResetDecision.Expired));
        return await db.PhoneResetRequests.FromSql($"""
            update phone_reset_requests as r set decision = {expired}, decided_at = {now}
              from (select id from phone_reset_requests where decision is null and expires_at <= {now}
                     order by expires_at limit {most} for update skip locked) as found
             where r.id = found.id returning r.*, r.xmin
            """).AsNoTracking().ToListAsync(ct);
    }

    /// <summary>Those of these people that wait for a decision, the oldest first.</summary>
    public async Task<IReadOnlyList<PhoneResetRequest>> OpenOfAsync(IQueryable<Guid> userIds, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.PhoneResetRequests.AsNoTracking()
            .Where(r => r.Decision == null && r.ExpiresAt > now && userIds.Contains(r.UserId))
            .OrderBy(r => r.AskedAt).ToListAsync(ct);
    }

    /// <summary>Adds a request, unless one waits, one is approved, or one was refused a moment ago.</summary>
    /// <param name="userId">Whose phone.</param>
    /// <param name="reason">Keeps what the user wrote, once it is sure that it is wanted.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when there may be none now.</returns>
    public async Task<PhoneResetRequest?> AskAsync(Guid userId, Func<Guid?> reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var last = await LastOfAsync(userId, ct);
        if (last is not null && !last.AllowsAnother(now))
        {
            return null;
        }

        return await BeginAsync(userId, reason(), ct);
    }

    /// <summary>Adds a request. One that has lapsed makes room for it.</summary>
    public async Task<PhoneResetRequest> BeginAsync(Guid userId, Guid? reasonId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await LastOfAsync(userId, ct) is { UsedAt: null, Decision: null or PhoneResetDecision.Approved } lapsed && !lapsed.IsOpen(now) && !lapsed.IsApproved(now))
        {
            lapsed.Lapse(now);
        }

        var request = new PhoneResetRequest(userId, reasonId, now);
        db.PhoneResetRequests.Add(request);
        return request;
    }
}
