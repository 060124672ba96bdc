using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace IdentityProvider.Storage;

/// <summary>Looks at what a context holds already.</summary>
internal static class Tracking
{
    /// <summary>
    /// What this request has read or added of one kind. Local alone compares everything that was read with what it was, at each look; what was added is
    /// known without that.
    /// </summary>
    public static LocalView<T> AtHand<T>(this IdpDbContext db)
        where T : class
    {
        var detects = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return db.Set<T>().Local;
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }
}
