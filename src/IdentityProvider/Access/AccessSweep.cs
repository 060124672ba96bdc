using IdentityProvider.Protocol;
using IdentityProvider.Storage;

namespace IdentityProvider.Access;

/// <summary>Takes away requests, codes, tokens and grants that can do nothing any more.</summary>
internal sealed class AccessSweep : ISweep
{
    /// <summary>A code is remembered this long after its minute, so that one that comes back is still recognised.</summary>
    private static readonly TimeSpan CodesKept = TimeSpan.FromDays(1);

    private static readonly TimeSpan DevicesKept = TimeSpan.FromHours(1);

    /// <summary>How long an ended or expired grant can still be looked up.</summary>
    private static readonly TimeSpan GrantsKept = TimeSpan.FromDays(90);

    public TimeSpan Every => TimeSpan.FromMinutes(10);

    public async Task SweepAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        await db.PendingAuthorizations.Where(pending => pending.ExpiresAt <= now).DeleteInBatchesAsync(ct);

        // A public client's name is enough to push, so what nobody came for does not stay as long as what somebody signs in for.
        var unopened = now - PushedRequest.Lifetime;
        await db.PendingAuthorizations
            .Where(pending => pending.PushedHash != null && pending.OpenedAt == null && pending.CreatedAt <= unopened).DeleteInBatchesAsync(ct);

        // The request it was opened for may wait as long as any.
        var oldLaunch = now - PendingAuthorization.Lifetime;
        await db.Launches.Where(launch => launch.ExpiresAt <= oldLaunch).DeleteInBatchesAsync(ct);
        await db.PendingLogouts.Where(pending => pending.ExpiresAt <= now).DeleteInBatchesAsync(ct);

        // A device that comes late still hears why it gets nothing.
        var oldDevice = now - DevicesKept;
        await db.PendingDevices.Where(device => device.ExpiresAt <= oldDevice).DeleteInBatchesAsync(ct);

        var oldCode = now - CodesKept;
        await db.AuthorizationCodes.Where(code => code.ExpiresAt <= oldCode).DeleteInBatchesAsync(ct);

        // Spent ones too: until here one that came back would have shown a theft.
        await db.RefreshTokens.Where(token => token.ExpiresAt <= now).DeleteInBatchesAsync(ct);

        await db.ReferenceTokens.Where(token => token.ExpiresAt <= now).DeleteInBatchesAsync(ct);
        await db.RevokedTokens.Where(token => token.ExpiresAt <= now).DeleteInBatchesAsync(ct);

        var oldGrant = now - GrantsKept;
        await db.Grants.Where(grant => grant.EndedAt <= oldGrant || grant.ExpiresAt <= oldGrant).DeleteInBatchesAsync(ct);
    }
}
