using System.Security.Cryptography;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Factors;

/// <summary>Who gives a bypass code to whom, and where.</summary>
/// <param name="Hours">One of <see cref="BypassCode.Hours"/>.</param>
public sealed record BypassOrder(Guid UserId, Guid ClinicId, Guid IssuedBy, int Hours);

/// <summary>The only door to bypass codes.</summary>
public sealed class BypassCodes(IdpDbContext db, ValueCipher cipher, TimeProvider clock)
{
    private const string Purpose = "bypass-code";

    /// <summary>The code that would open a sign-in at the clinic now, or null.</summary>
    public Task<BypassCode?> LiveOfAsync(Guid userId, Guid clinicId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.BypassCodes.FirstOrDefaultAsync(
            code => code.UserId == userId && code.ClinicId == clinicId && code.UsedAt == null && code.EndedAt == null && code.ExpiresAt > now, ct);
    }

    /// <summary>Draws a code. Any before it at the same clinic ends. The caller saves, and shows the code once.</summary>
    public async Task<(BypassCode Code, WrittenCode Plain)> IssueAsync(BypassOrder order, CancellationToken ct)
    {
        await EndAsync(order.UserId, order.ClinicId, ct);
        var plain = WrittenCode.Draw(BypassCode.Length);
        var code = new BypassCode(order.UserId, order.ClinicId, order.IssuedBy, order.Hours, clock.GetUtcNow());
        code.Hash = HashOf(code.Id, plain);
        db.BypassCodes.Add(code);
        return (code, plain);
    }

    /// <summary>Takes back what is not used yet. The caller saves.</summary>
    public async Task EndAsync(Guid userId, Guid clinicId, CancellationToken ct)
    {
        foreach (var code in await db.BypassCodes.Where(c => c.UserId == userId && c.ClinicId == clinicId && c.UsedAt == null && c.EndedAt == null).ToListAsync(ct))
        {
            code.End(clock.GetUtcNow());
        }
    }

    /// <summary>Compares a typed code and uses it up in one statement. The try was reserved before.</summary>
    public async Task<bool> TakeAsync(Guid userId, Guid clinicId, WrittenCode typed, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await LiveOfAsync(userId, clinicId, ct) is { } code
            && CryptographicOperations.FixedTimeEquals(code.Hash, HashOf(code.Id, typed))
            && await db.BypassCodes.Where(c => c.Id == code.Id && c.UsedAt == null && c.EndedAt == null && c.ExpiresAt > now)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now), ct) == 1;
    }

    private byte[] HashOf(Guid codeId, WrittenCode plain) => cipher.KeyedHash(Purpose, $"{codeId:N}{plain.Reveal()}");
}
