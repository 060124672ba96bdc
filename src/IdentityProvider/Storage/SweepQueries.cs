using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Storage;

/// <summary>Deleting much without holding up others.</summary>
internal static class SweepQueries
{
    private const int Batch = 5_000;

    /// <summary>
    /// Deletes the rows in statements of a few thousand. One statement for all of them would, after a busy day, run into the command's
    /// timeout, be rolled back, and have more to do the next time.
    /// </summary>
    public static async Task DeleteInBatchesAsync<T>(this IQueryable<T> old, CancellationToken ct)
        where T : class
    {
        while (await old.Take(Batch).ExecuteDeleteAsync(ct) == Batch)
        {
            // The next few thousand.
        }
    }
}
