using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>The only door to the authorization requests that wait for their user.</summary>
public sealed class PendingAuthorizations(IdpDbContext db, TimeProvider clock)
{
    /// <summary>The request, or null when there is none of that id or it lay too long.</summary>
    public async Task<PendingAuthorization?> FindAsync(Guid id, CancellationToken ct) =>
        await db.PendingAuthorizations.SingleOrDefaultAsync(pending => pending.Id == id, ct) is { } pending && pending.IsLive(clock.GetUtcNow())
            ? pending
            : null;

    /// <summary>Keeps a request that is not kept yet. The caller saves.</summary>
    public void Keep(PendingAuthorization pending)
    {
        if (db.Entry(pending).State == EntityState.Detached)
        {
            db.PendingAuthorizations.Add(pending);
        }
    }
}
