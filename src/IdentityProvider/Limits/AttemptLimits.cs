using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Limits;

/// <summary>The only door to the counters of failed tries. Everything here is written at once, in a statement of its own.</summary>
public sealed class AttemptLimits(IdpDbContext db, IOptions<AttemptLimitOptions> options, TimeProvider clock)
{
    private static readonly Func<IdpDbContext, AttemptKind, string, CancellationToken, Task<AttemptLimit?>> StoredOf = EF.CompileAsyncQuery(
        (IdpDbContext db, AttemptKind kind, string subject, CancellationToken _) =>
            db.AttemptLimits.AsNoTracking().SingleOrDefault(limit => limit.Kind == kind && limit.Subject == subject));

    /// <summary>
    /// Counts a try before it is made. Counting first is the point: of two hundred guesses sent at the same moment only those
    /// that got a count are compared at all. A right guess gives the count back with <see cref="ForgiveAsync(AttemptKey, CancellationToken)"/>.
    /// </summary>
    public async Task<LimitDecision> TakeAsync(AttemptKey key, CancellationToken ct)
    {
        var (kind, now, rule) = (key.Kind.ToString(), clock.GetUtcNow(), options.Value.RuleFor(key.Kind));
        var (waits, off) = (rule.Waits(), rule.OffAt ?? int.MaxValue);
        var counted = await db.AttemptLimits.FromSql($"""
            with rule as materialized (select {now}::timestamptz as now, {waits}::interval[] as waits)
            insert into attempt_limits as l (kind, subject, failures, blocked_until, last_at)
            select {kind}, {key.Subject}, 1, now + waits[1], now from rule
            on conflict (kind, subject) do update
               set failures = l.failures + 1,
                   blocked_until = (select now + waits[least(l.failures + 1, cardinality(waits))] from rule),
                   last_at = excluded.last_at
             where l.failures < {off} and coalesce(l.blocked_until <= excluded.last_at, true)
            returning kind, subject, failures, blocked_until, last_at
            """).AsNoTracking().ToListAsync(ct);
        return counted is [var row] ? new(LimitResult.Taken, row.Failures, row.BlockedUntil) : await WhyNotAsync(key, rule, now, ct);
    }

    /// <summary>Whether a try could be made now, without counting one: for a page that shows the wait.</summary>
    public async Task<LimitDecision> AskAsync(AttemptKey key, CancellationToken ct)
    {
        var limit = await FindAsync(key, ct);
        return limit?.Judge(options.Value.RuleFor(key.Kind), clock.GetUtcNow()) ?? new(LimitResult.Taken, 0, Until: null);
    }

    /// <summary>Takes the count back to nothing: the right secret was given, or it was replaced.</summary>
    public Task ForgiveAsync(AttemptKey key, CancellationToken ct)
    {
        var kind = key.Kind.ToString();
        return db.Database.ExecuteSqlAsync($"delete from attempt_limits where kind = {kind} and subject = {key.Subject}", ct);
    }

    /// <summary>The same for two counters, in the order in which they are taken: two requests that took and gave back in a circle would both fail.</summary>
    public Task ForgiveAsync(AttemptKey first, AttemptKey second, CancellationToken ct)
    {
        var (firstKind, secondKind) = (first.Kind.ToString(), second.Kind.ToString());
        return db.Database.ExecuteSqlAsync($"""
            with first as (delete from attempt_limits where kind = {firstKind} and subject = {first.Subject} returning 1)
            delete from attempt_limits where kind = {secondKind} and subject = {second.Subject} and (select count(*) from first) >= 0
            """, ct);
    }

    /// <summary>
    /// Takes back one try that was right, and the wait that it brought; those that were wrong stay counted. For secrets that somebody can also
    /// make right ones of, and so could wash the wrong ones off with.
    /// </summary>
    public Task GiveBackAsync(AttemptKey key, CancellationToken ct) =>
        db.AttemptLimits.Where(l => l.Kind == key.Kind && l.Subject == key.Subject && l.Failures > 0).ExecuteUpdateAsync(
            set => set.SetProperty(l => l.Failures, l => l.Failures - 1).SetProperty(l => l.BlockedUntil, (DateTimeOffset?)null), ct);

    /// <summary>Whether so many failures in a row put an end to trying.</summary>
    public bool IsOffAfter(AttemptKind kind, int failures) => options.Value.RuleFor(kind).IsOffAfter(failures);

    // By the time that refused it. A moment later the wait may be over, or the count be back to nothing; but this try was not
    // counted, so it must not be made.
    private async Task<LimitDecision> WhyNotAsync(AttemptKey key, AttemptRule rule, DateTimeOffset now, CancellationToken ct) =>
        (await FindAsync(key, ct))?.Judge(rule, now) is { Result: not LimitResult.Taken } refusal
            ? refusal
            : new LimitDecision(LimitResult.Wait, Failures: 0, now);

    private Task<AttemptLimit?> FindAsync(AttemptKey key, CancellationToken ct) => StoredOf(db, key.Kind, key.Subject, ct);
}
