using System.Globalization;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Limits;

/// <summary>One budget that a send draws on, and whose share of it.</summary>
public sealed record SendKey(SendBudget Budget, string Subject);

/// <summary>What came of asking for a send.</summary>
/// <param name="Over">The budget that is used up, or null when the send may go out.</param>
/// <param name="Until">When it will have room again.</param>
/// <param name="Receipts">What was counted, to be kept with the send and handed back when its code was used.</param>
public sealed record SendDecision(SendBudget? Over, DateTimeOffset? Until, IReadOnlyList<string> Receipts);

/// <summary>The only door to the counters of what was sent. Everything is written at once, in a transaction of its own.</summary>
public sealed partial class SendBudgets(IdpDbContext db, TimeProvider clock, ILogger<SendBudgets> logger)
{
    /// <summary>Counts one send against every budget, or against none when one of them is used up.</summary>
    /// <param name="keys">Narrow budgets first: the narrowest that is used up is the one that is told.</param>
    /// <param name="ct">Cancels the asking.</param>
    public async Task<SendDecision> TakeAsync(IReadOnlyList<SendKey> keys, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Counted first and looked at afterwards: the rows' locks make parallel sends stand in line. Rows are locked in the order of
        // their key, here and when they are given back, so that no two requests wait for each other in a circle. Two statements,
        // because one would read what stood there before it waited.
        await CountAsync(keys, now, ct);
        var counts = await CountsAsync(keys, now, ct);
        foreach (var key in keys)
        {
            if (FullUntil(key, counts, now) is not { } until)
            {
                continue;
            }

            BudgetUsedUp(logger, key.Budget.Name, key.Budget.RecordOnly);
            if (!key.Budget.RecordOnly)
            {
                await transaction.RollbackAsync(ct);
                return new SendDecision(key.Budget, until, []);
            }
        }

        await transaction.CommitAsync(ct);
        return new SendDecision(Over: null, Until: null, [.. keys.Select(key => ReceiptOf(key, now))]);
    }

    /// <summary>Gives sends back, because the code they carried was used: who signs in often is no abuser.</summary>
    public async Task GiveBackAsync(IEnumerable<string> receipts, CancellationToken ct)
    {
        var parts = receipts.Select(r => r.Split('|')).Where(p => p.Length == 3).ToList();
        var budgets = parts.Select(p => p[0]).ToArray();
        var subjects = parts.Select(p => p[1]).ToArray();
        var slices = parts.Select(p => new DateTimeOffset(long.Parse(p[2], CultureInfo.InvariantCulture), TimeSpan.Zero)).ToArray();
        await db.Database.ExecuteSqlAsync($"""
            with back as (
                select budget, subject, slice, count(*)::int as times
                  from unnest({budgets}, {subjects}, {slices}) as taken (budget, subject, slice) group by 1, 2, 3
            ), held as materialized (
                select c.budget, c.subject, c.slice, back.times from send_counts c
                  join back on (c.budget, c.subject, c.slice) = (back.budget, back.subject, back.slice)
                 order by 1, 2, 3 for update of c
            )
            update send_counts as c set sends = greatest(c.sends - held.times, 0)
              from held where (c.budget, c.subject, c.slice) = (held.budget, held.subject, held.slice)
            """, ct);
    }

    private Task<int> CountAsync(IReadOnlyList<SendKey> keys, DateTimeOffset now, CancellationToken ct)
    {
        var (budgets, subjects) = (NamesOf(keys), SubjectsOf(keys));
        var slices = keys.Select(key => key.Budget.SliceOf(now)).ToArray();
        return db.Database.ExecuteSqlAsync($"""
            insert into send_counts as c (budget, subject, slice, sends)
            select budget, subject, slice, 1
              from unnest({budgets}, {subjects}, {slices}) as key (budget, subject, slice) order by 1, 2, 3
            on conflict (budget, subject, slice) do update set sends = c.sends + 1
            """, ct);
    }

    private Task<List<SendCount>> CountsAsync(IReadOnlyList<SendKey> keys, DateTimeOffset now, CancellationToken ct)
    {
        var (budgets, subjects) = (NamesOf(keys), SubjectsOf(keys));
        var forgotten = keys.Select(key => key.Budget.Forgotten(now)).ToArray();
        return db.SendCounts.FromSql($"""
            select c.budget, c.subject, c.slice, c.sends
              from unnest({budgets}, {subjects}, {forgotten}) as key (budget, subject, forgotten)
              join send_counts c on c.budget = key.budget and c.subject = key.subject and c.slice > key.forgotten
            """).AsNoTracking().ToListAsync(ct);
    }

    private static DateTimeOffset? FullUntil(SendKey key, List<SendCount> counts, DateTimeOffset now)
    {
        var current = key.Budget.SliceOf(now);
        var before = counts.Where(c => c.Budget == key.Budget.Name && c.Subject == key.Subject)
            .Select(c => new SliceOfSends(c.Slice, c.Slice == current ? c.Sends - 1 : c.Sends));
        return key.Budget.FullUntil(before, now);
    }

    private static string[] NamesOf(IEnumerable<SendKey> keys) => [.. keys.Select(key => key.Budget.Name)];

    private static string[] SubjectsOf(IEnumerable<SendKey> keys) => [.. keys.Select(key => key.Subject)];

    private static string ReceiptOf(SendKey key, DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{key.Budget.Name}|{key.Subject}|{key.Budget.SliceOf(now).UtcTicks}");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The send budget {Budget} is used up (record only: {RecordOnly}).")]
    private static partial void BudgetUsedUp(ILogger logger, string budget, bool recordOnly);
}
