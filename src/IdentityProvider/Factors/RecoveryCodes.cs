using System.Security.Cryptography;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Factors;

/// <summary>What became of a typed recovery code.</summary>
/// <param name="Left">Codes left of the set, after an accepted one.</param>
public sealed record RecoveryTry(bool IsAccepted, int Left);

/// <summary>The only door to recovery codes.</summary>
public sealed class RecoveryCodes(
    IdpDbContext db, UserFactors factors, Passkeys passkeys, RecoveryCodeHasher hasher, ValueCipher cipher, TimeProvider clock)
{
    private const string Purpose = "recovery-codes";

    /// <summary>The user's set, confirmed or not; null when there is none.</summary>
    public async Task<RecoveryCodeSet?> OfAsync(Guid userId, CancellationToken ct) =>
        db.AtHand<RecoveryCodeSet>().FirstOrDefault(set => set.UserId == userId && set.EndedAt is null && set.ConfirmedAt is null)
        ?? await db.RecoveryCodeSets.Include(set => set.Codes).Where(set => set.UserId == userId && set.EndedAt == null)
            .OrderByDescending(set => set.MadeAt).FirstOrDefaultAsync(ct);

    /// <summary>How many codes a user could still use.</summary>
    public Task<int> LeftAsync(Guid userId, CancellationToken ct) => db.RecoveryCodeSets
        .Where(set => set.UserId == userId && set.ConfirmedAt != null && set.EndedAt == null)
        .SelectMany(set => set.Codes).CountAsync(code => code.UsedAt == null, ct);

    /// <summary>Draws a set if the user has none: with the first factor. The caller saves.</summary>
    /// <returns>False when there is one already.</returns>
    public async Task<bool> MakeFirstAsync(Guid userId, CancellationToken ct)
    {
        if (await OfAsync(userId, ct) is not null)
        {
            return false;
        }

        await MakeAsync(userId, ct);
        return true;
    }

    /// <summary>Draws a new set. The one before ends once this one is confirmed. The caller saves.</summary>
    public async Task<RecoveryCodeSet> MakeAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var unconfirmed in await LiveAsync(userId, set => set.ConfirmedAt == null, ct))
        {
            unconfirmed.End(now);
        }

        var hashing = hasher.Begin();
        var codes = Enumerable.Range(0, RecoveryCodeSet.Count).Select(_ => WrittenCode.Draw(RecoveryCodeSet.CodeLength)).ToList();
        var hashes = new List<byte[]>();
        foreach (var code in codes)
        {
            hashes.Add(await hasher.HashAsync(code, hashing, ct));
        }

        var set = new RecoveryCodeSet(userId, hashing, cipher.Encrypt(Purpose, string.Join(' ', codes.Select(code => code.Reveal()))), hashes, now);
        db.RecoveryCodeSets.Add(set);
        return set;
    }

    /// <summary>The codes, while the user has not confirmed having kept them; afterwards nothing.</summary>
    public IReadOnlyList<WrittenCode> Show(RecoveryCodeSet set) => set.CodesEncrypted is { } encrypted
        ? [.. cipher.DecryptText(Purpose, encrypted).Split(' ').Select(WrittenCode.FromStored)]
        : [];

    /// <summary>The user has kept them: from now on these codes count and those before do not. The caller saves.</summary>
    public async Task ConfirmAsync(RecoveryCodeSet kept, CancellationToken ct)
    {
        foreach (var before in await LiveAsync(kept.UserId, set => set.Id != kept.Id, ct))
        {
            before.End(clock.GetUtcNow());
        }

        kept.Confirm(clock.GetUtcNow());
    }

    /// <summary>Ends every code of a user who has no factor left, now that one was removed. The caller saves.</summary>
    public async Task EndWithLastFactorAsync(Guid userId, CancellationToken ct)
    {
        if ((await factors.OfAsync(userId, ct)).Any || (await passkeys.OfAsync(userId, ct)).Count > 0)
        {
            return;
        }

        foreach (var set in await LiveAsync(userId, _ => true, ct))
        {
            set.End(clock.GetUtcNow());
        }
    }

    /// <summary>Ends the codes that were made from then on. Those before do not come back. The caller saves.</summary>
    public async Task EndMadeSinceAsync(Guid userId, DateTimeOffset since, CancellationToken ct)
    {
        foreach (var set in await LiveAsync(userId, set => set.MadeAt >= since, ct))
        {
            set.End(clock.GetUtcNow());
        }
    }

    /// <summary>Compares a typed code and uses it up in one statement. The try was reserved before.</summary>
    public async Task<RecoveryTry> TakeAsync(Guid userId, WrittenCode typed, CancellationToken ct)
    {
        var refused = new RecoveryTry(IsAccepted: false, Left: 0);
        if (await db.RecoveryCodeSets.AsNoTracking().Include(s => s.Codes)
            .FirstOrDefaultAsync(s => s.UserId == userId && s.ConfirmedAt != null && s.EndedAt == null, ct) is not { } set)
        {
            return refused;
        }

        var hash = await hasher.HashAsync(typed, new RecoveryHashing(set.Salt, set.PepperKey, set.Iterations), ct);
        var matching = set.Codes.Where(code => CryptographicOperations.FixedTimeEquals(code.Hash, hash)).Select(code => code.Number).ToList();
        if (matching is not [var number])
        {
            return refused;
        }

        var now = clock.GetUtcNow();
        var used = await db.RecoveryCodes
            .Where(code => code.SetId == set.Id && code.Number == number && code.UsedAt == null
                && db.RecoveryCodeSets.Any(s => s.Id == set.Id && s.EndedAt == null))
            .ExecuteUpdateAsync(update => update.SetProperty(code => code.UsedAt, now), ct);
        return used == 1
            ? new RecoveryTry(IsAccepted: true, await db.RecoveryCodes.CountAsync(code => code.SetId == set.Id && code.UsedAt == null, ct))
            : refused;
    }

    private async Task<List<RecoveryCodeSet>> LiveAsync(
        Guid userId, System.Linq.Expressions.Expression<Func<RecoveryCodeSet, bool>> which, CancellationToken ct) =>
        await db.RecoveryCodeSets.Where(set => set.UserId == userId && set.EndedAt == null).Where(which).ToListAsync(ct);
}
