using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Limits;

/// <summary>Forgets counts that no rule looks at any more.</summary>
internal sealed class LimitsSweep(IOptions<AttemptLimitOptions> options) : ISweep
{
    /// <summary>Longer than any budget's window and slice.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <summary>
    /// Failures at passwords are counted for names that belong to nobody too, so without an end the table grows with every guess. A password
    /// that is off stays off until it is reset; getting there takes days of waiting for each name, so those rows are few.
    /// Those of codes and factors stay: there it is the whole row of failures that switches a factor off.
    /// </summary>
    private static readonly TimeSpan PasswordFailuresKept = TimeSpan.FromDays(90);

    /// <summary>Codes of devices live for ten minutes; what somebody mistyped yesterday says nothing about today.</summary>
    private static readonly TimeSpan UserCodeSlipsKept = TimeSpan.FromDays(1);

    private static readonly AttemptKind[] OfPasswords = [AttemptKind.Password, AttemptKind.PasswordKnownBrowser];

    public TimeSpan Every => TimeSpan.FromMinutes(15);

    public async Task SweepAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var old = now - Kept;
        await db.SendCounts.Where(c => c.Slice < old).DeleteInBatchesAsync(ct);
        await db.PasswordFailures.Where(f => f.Minute < old).DeleteInBatchesAsync(ct);

        var (forgotten, off) = (now - PasswordFailuresKept, options.Value.Off);
        await db.AttemptLimits
            .Where(l => OfPasswords.Contains(l.Kind) && l.LastAt < forgotten && l.Failures < off && (l.BlockedUntil == null || l.BlockedUntil < now))
            .DeleteInBatchesAsync(ct);

        var slips = now - UserCodeSlipsKept;
        await db.AttemptLimits
            .Where(l => l.Kind == AttemptKind.UserCode && l.LastAt < slips && (l.BlockedUntil == null || l.BlockedUntil < now))
            .DeleteInBatchesAsync(ct);
    }
}
