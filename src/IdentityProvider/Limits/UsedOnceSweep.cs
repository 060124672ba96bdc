using IdentityProvider.Storage;

namespace IdentityProvider.Limits;

/// <summary>Forgets what was used once and is refused for its age by now. Often: a busy hour brings a million of them, each worth five minutes.</summary>
internal sealed class UsedOnceSweep : ISweep
{
    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public Task SweepAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct) =>
        db.UsedOnce.Where(u => u.ExpiresAt <= now).DeleteInBatchesAsync(ct);
}
