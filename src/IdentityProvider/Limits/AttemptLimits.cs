using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Limits;

/// <summary>The only door to the counters of failed tries. Everything here is written at once, in a statement of its own.</summary>
public sealed class AttemptLimits(IdpDbContext db, IOptions<AttemptLimitOptions> options, TimeProvider clock)
{
    /// <summary>
    /// Counts a try before it is made. Counting first is the point: of two hundred guesses sent at the same moment only those
    /// that got a count are compared at all. A right guess gives the count back with <see cref="ForgiveAsync"/>.
    /// </summary>
    public async Task<LimitDecision> TakeAsync(AttemptKey key, CancellationToken ct)
    {
        var (kind, now, rule) = (key.Kind.ToString(), clock.GetUtcNow(), options.Value.RuleFor(key.Kind));
        var (waits, off) = (rule.Waits(), rule.OffAt ?? int.MaxValue);
        var counted = await db.Database.SqlQuery<Counted>($"""
            insert into attempt_limits as l (kind, subject, failures, blocked_until, last_at)
            values ({kind}, {key.Subject}, 1, {now} + ({waits})[1], {now})
            on conflict (kind, subject) do update
               set failures = l.failures + 1,
                   blocked_until = {now} + ({waits})[least(l.failures + 1, cardinality({waits}))],
                   last_at = {now}
             where l.failures < {off} and coalesce(l.blocked_until <= {now}, true)
            returning failures, blocked_until
            """).ToListAsync(ct);
        return counted is [var row] ? new(LimitResult.Taken, row.Failures, row.BlockedUntil) : await AskAsync(key, ct);
    }

    /// <summary>Whether a try could be made now, without counting one: for a page that shows the wait.</summary>
    public async Task<LimitDecision> AskAsync(AttemptKey key, CancellationToken ct)
    {
        var limit = await db.AttemptLimits.AsNoTracking().SingleOrDefaultAsync(l => l.Kind == key.Kind && l.Subject == key.Subject, ct);
        return limit?.Judge(options.Value.RuleFor(key.Kind), clock.GetUtcNow()) ?? new(LimitResult.Taken, 0, Until: null);
    }

    /// <summary>Takes the count back to nothing: the right secret was given, or it was replaced.</summary>
    public Task ForgiveAsync(AttemptKey key, CancellationToken ct) =>
        db.AttemptLimits.Where(l => l.Kind == key.Kind && l.Subject == key.Subject).ExecuteDeleteAsync(ct);

    /// <summary>Whether so many failures in a row put an end to trying.</summary>
    public bool IsOffAfter(AttemptKind kind, int failures) => options.Value.RuleFor(kind).IsOffAfter(failures);

    private sealed record Counted(int Failures, DateTimeOffset? BlockedUntil);
}
