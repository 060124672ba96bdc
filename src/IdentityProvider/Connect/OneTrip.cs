using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Connect;

/// <summary>Saving on the token endpoint, where every round trip to the database counts.</summary>
internal static class OneTrip
{
    /// <summary>
    /// Saves with one network flush. PostgreSQL runs the statements of one batch as one transaction by itself, so begin and
    /// commit around it would only cost a second trip. Only for inserts: nothing here may depend on how many rows were found.
    /// </summary>
    public static async Task SaveInOneTripAsync(this IdpDbContext db, CancellationToken ct)
    {
        var usual = db.Database.AutoTransactionBehavior;
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        finally
        {
            db.Database.AutoTransactionBehavior = usual;
        }
    }
}
