using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Codes;

/// <summary>Takes from old codes what nobody needs any more.</summary>
internal sealed class CodesSweep : ISweep
{
    /// <summary>As long as the sign-in attempts they belong to.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public TimeSpan Every => TimeSpan.FromMinutes(1);

    public async Task SweepAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        // The digits go with the code's life; the hash stays for as long as a right code that comes late earns a fresh one.
        await db.OneTimeCodes.Where(c => c.ExpiresAt <= now && c.DigitsEncrypted != null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.DigitsEncrypted, (byte[]?)null), ct);
        var late = now - OneTimeCode.LateFor;
        await db.OneTimeCodes.Where(c => c.ExpiresAt <= late && c.Hash != null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Hash, (byte[]?)null), ct);
        var old = now - Kept;
        await db.CodeSeries.Where(s => s.LastSentAt < old).DeleteInBatchesAsync(ct);
    }
}
