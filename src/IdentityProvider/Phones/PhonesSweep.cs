using IdentityProvider.Storage;

namespace IdentityProvider.Phones;

/// <summary>Forgets numbers that were entered and never confirmed: they are somebody's, and serve nothing.</summary>
internal sealed class PhonesSweep : ISweep
{
    private static readonly TimeSpan PendingKept = TimeSpan.FromDays(7);

    public TimeSpan Every => TimeSpan.FromHours(6);

    public Task SweepAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var old = now - PendingKept;
        return db.UserPhones.Where(p => p.VerifiedAt == null && p.AddedAt < old && (p.EnteredAt == null || p.EnteredAt < old)).DeleteInBatchesAsync(ct);
    }
}
