using IdentityProvider.Storage;

namespace IdentityProvider.Users;

/// <summary>Clears away mailed links 30 days after they expired.</summary>
internal sealed class MailedLinksSweep : ISweep
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public TimeSpan Every => TimeSpan.FromHours(6);

    public async Task SweepAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var oldest = now - Kept;
        await db.MailedLinks.Where(l => l.ExpiresAt < oldest).DeleteInBatchesAsync(ct);
    }
}
