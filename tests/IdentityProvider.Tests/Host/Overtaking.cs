using IdentityProvider.Storage;

namespace IdentityProvider.Tests.Host;

/// <summary>Two changes whose order a test decides: one is written and not committed yet while a request of the program runs into it.</summary>
internal static class Overtaking
{
    /// <summary>Writes the change, lets the request run until it waits for it (or ends without), commits, and returns what the request comes to.</summary>
    /// <param name="last">What else is written once the request waits.</param>
    public static async Task<T> OvertakeAsync<T>(this IdpHost idp, Func<Task<T>> request, Func<IdpDbContext, Task> change, Func<IdpDbContext, Task>? last = null)
    {
        await using var db = idp.Database.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        await change(db);
        await db.SaveChangesAsync(Ct);
        var running = request();
        while (!running.IsCompleted && !await SomebodyWaitsAsync(idp))
        {
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(20), Ct));
        }

        await (last?.Invoke(db) ?? Task.CompletedTask);
        await transaction.CommitAsync(Ct);
        return await running;
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<bool> SomebodyWaitsAsync(IdpHost idp)
    {
        await using var command = idp.Database.Source.CreateCommand(
            "select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        return await command.ExecuteScalarAsync(Ct) is true;
    }
}
