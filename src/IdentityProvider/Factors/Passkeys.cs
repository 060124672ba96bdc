using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Factors;

/// <summary>The only door to passkeys and their holders. What it changes, the caller saves, unless a method says otherwise.</summary>
public sealed class Passkeys(IdpDbContext db, TimeProvider clock)
{
    /// <summary>A browser is told of all of them at once, so their number has an end.</summary>
    public const int Most = 20;

    /// <summary>Every passkey not removed, suspended ones included, oldest first.</summary>
    public async Task<IReadOnlyList<Passkey>> OfAsync(Guid userId, CancellationToken ct)
    {
        var stored = await db.Passkeys.Where(p => p.UserId == userId && p.RemovedAt == null).OrderBy(p => p.AddedAt).ToListAsync(ct);
        // What this request has added or removed counts before it is saved. What it read before and another one removed since does not count.
        var added = db.AtHand<Passkey>().Where(p => p.UserId == userId && db.Entry(p).State == EntityState.Added);
        return [.. stored.Concat(added).Where(p => p.IsOnFile)];
    }

    /// <summary>The user's own passkey, or null when it is not theirs or was removed.</summary>
    public Task<Passkey?> FindAsync(Guid userId, Guid id, CancellationToken ct) =>
        db.Passkeys.SingleOrDefaultAsync(p => p.Id == id && p.UserId == userId && p.RemovedAt == null, ct);

    /// <summary>The user's handle, drawn when it is first needed. Saved at once: two tabs that need it first get the same one.</summary>
    public async Task<PasskeyHolder> HolderOfAsync(Guid userId, CancellationToken ct)
    {
        if (await FindHolderAsync(userId, ct) is { } known)
        {
            return known;
        }

        var drawn = new PasskeyHolder(userId, clock.GetUtcNow());
        await db.Database.ExecuteSqlAsync(
            $"insert into passkey_holders (user_id, handle, created_at) values ({drawn.UserId}, {drawn.Handle}, {drawn.CreatedAt}) on conflict do nothing", ct);
        return (await FindHolderAsync(userId, ct))!;
    }

    /// <summary>Notes that the user does not want a passkey now. Saved at once.</summary>
    public Task DeclinedAsync(PasskeyHolder holder, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.PasskeyHolders.Where(h => h.UserId == holder.UserId).ExecuteUpdateAsync(set => set.SetProperty(h => h.OfferedAt, now), ct);
    }

    /// <summary>The name, or the name with the first number that none of the user's passkeys has.</summary>
    internal async Task<string> FreeNameAsync(Guid userId, string name, CancellationToken ct)
    {
        var taken = (await OfAsync(userId, ct)).Select(passkey => passkey.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Enumerable.Range(1, Most + 1).Select(number => number == 1 ? name : $"{name} {number}").First(free => !taken.Contains(free));
    }

    internal Passkey Add(Guid userId, NewCredential credential, string name)
    {
        var passkey = new Passkey(userId, credential, name, clock.GetUtcNow());
        db.Passkeys.Add(passkey);
        return passkey;
    }

    /// <summary>
    /// Counts a use, in one statement: the authenticator's count must have grown, or stand at 0 as with those that do not count. Of two uses
    /// with the same count, one is a copy's, and at most one passes (WebAuthn L3 §6.1.1).
    /// </summary>
    internal async Task<PasskeyAnswer> UseAsync(byte[] credentialId, long count, bool isBackedUp, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var live = db.Passkeys.Where(p => p.CredentialId == credentialId && p.RemovedAt == null && p.DisabledAt == null);
        var used = await live.Where(p => p.SignCount < count || (p.SignCount == 0 && count == 0)).ExecuteUpdateAsync(
            set => set.SetProperty(p => p.SignCount, count).SetProperty(p => p.IsBackedUp, isBackedUp).SetProperty(p => p.LastUsedAt, now), ct);
        var passkey = await live.AsNoTracking().SingleOrDefaultAsync(ct);
        return new PasskeyAnswer(passkey, passkey is null ? PasskeyRefusal.NotAccepted : used == 0 ? PasskeyRefusal.CountedBack : null);
    }

    private Task<PasskeyHolder?> FindHolderAsync(Guid userId, CancellationToken ct) =>
        db.PasskeyHolders.AsNoTracking().SingleOrDefaultAsync(h => h.UserId == userId, ct);
}
