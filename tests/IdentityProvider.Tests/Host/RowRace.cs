using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Host;

/// <summary>Two requests that change one row at the same moment, in the same order every time.</summary>
internal static class RowRace
{
    /// <summary>
    /// Makes the change, does what the test does, and commits the change once that waits for the row: what it read before is old by then.
    /// </summary>
    public static async Task WhileAsync(this IdpHost idp, FormattableString change, Func<Task> act)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var other = idp.Database.Open();
        await using var transaction = await other.Database.BeginTransactionAsync(ct);
        await other.Database.ExecuteSqlAsync(change, ct);
        var acting = act();
        while (!acting.IsCompleted && !await idp.SomebodyWaitsAsync(ct))
        {
            await Task.Yield();
        }

        await transaction.CommitAsync(ct);
        await acting;
    }

    private static async Task<bool> SomebodyWaitsAsync(this IdpHost idp, CancellationToken ct)
    {
        await using var looking = idp.Database.Open();
        return (await looking.Database.SqlQuery<bool>($"""
            select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as "Value"
            """).ToListAsync(ct))[0];
    }
}
