using IdentityProvider.Storage;

namespace IdentityProvider.Users;

/// <summary>Clears away requests to be let back in 90 days after they were over. What was decided stands in the log.</summary>
internal sealed class RecoveryRequestsSweep : ISweep
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public TimeSpan Every => TimeSpan.FromHours(6);

    public async Task SweepAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var (asked, approved) = (now - Kept - RecoveryRequest.AskedLifetime, now - Kept);
        await db.RecoveryRequests.Where(r => r.AskedAt < asked && (r.ExpiresAt == null || r.ExpiresAt < approved)).DeleteInBatchesAsync(ct);
    }
}
