using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Factors;

/// <summary>The only door to second factors. What it changes, the caller saves, unless a method says otherwise.</summary>
public sealed class UserFactors(IdpDbContext db, TimeProvider clock)
{
    public async Task<FactorsOnFile> OfAsync(Guid userId, CancellationToken ct)
    {
        var factors = await db.Factors.Where(f => f.UserId == userId && f.RemovedAt == null).OrderBy(f => f.AddedAt).ToListAsync(ct);
        // What this request has added or removed counts before it is saved. What it read before and another one removed since does not count.
        var added = db.AtHand<Factor>().Where(f => f.UserId == userId && db.Entry(f).State == EntityState.Added);
        return new FactorsOnFile([.. factors.Concat(added).Where(f => f.IsOnFile)]);
    }

    /// <summary>Adds the account's address as a factor. The caller has seen a code to it entered. Twice is once.</summary>
    public Task<Factor> AddEmailAsync(Guid userId, CancellationToken ct) =>
        AddAsync(f => f.Kind == FactorKind.Email, () => Factor.Email(userId, clock.GetUtcNow()), userId, ct);

    /// <summary>Adds a phone as a factor. The caller has seen a code to it entered. Twice is once.</summary>
    public Task<Factor> AddPhoneAsync(Guid userId, Guid phoneId, CancellationToken ct) =>
        AddAsync(f => f.PhoneId == phoneId, () => Factor.Phone(userId, phoneId, clock.GetUtcNow()), userId, ct);

    /// <summary>Adds an authenticator app. The caller has seen a code of it typed, and keeps its secret.</summary>
    public Factor AddAuthenticatorApp(Guid userId)
    {
        var factor = Factor.AuthenticatorApp(userId, clock.GetUtcNow());
        db.Factors.Add(factor);
        return factor;
    }

    /// <summary>By which ways the user wants to be asked; null where they never said.</summary>
    public async Task<PreferredWays?> PreferredAsync(Guid userId, CancellationToken ct) => await db.PreferredWays.FindAsync([userId], ct);

    /// <summary>Notes by which ways the user wants to be asked.</summary>
    public async Task PreferAsync(Guid userId, Way first, Way? backup, CancellationToken ct)
    {
        if (await PreferredAsync(userId, ct) is { } preferred)
        {
            preferred.Change(first, backup);
        }
        else
        {
            db.PreferredWays.Add(new PreferredWays(userId, first, backup == first ? null : backup));
        }
    }

    /// <summary>Takes a factor off file. The caller ends the user's trusted devices in the same save: they rested on it.</summary>
    /// <returns>The factor, or null when the user has none with this id.</returns>
    public async Task<Factor?> RemoveAsync(Guid userId, Guid factorId, CancellationToken ct)
    {
        var factor = await db.Factors.SingleOrDefaultAsync(f => f.Id == factorId && f.UserId == userId && f.RemovedAt == null, ct);
        if (factor is { Kind: FactorKind.AuthenticatorApp } && await db.AuthenticatorKeys.FindAsync([factorId], ct) is { } key)
        {
            // The secret has no use any more but a thief's.
            db.AuthenticatorKeys.Remove(key);
        }

        factor?.Remove(clock.GetUtcNow());
        return factor;
    }

    /// <summary>Shuts a factor at once, in a statement of its own: the wrong guess that led here is not to wait for anybody's save.</summary>
    public Task DisableNowAsync(Guid factorId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.Factors.Where(f => f.Id == factorId && f.DisabledAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.DisabledAt, now), ct);
    }

    private async Task<Factor> AddAsync(Func<Factor, bool> same, Func<Factor> make, Guid userId, CancellationToken ct)
    {
        var onFile = await OfAsync(userId, ct);
        if (onFile.All.FirstOrDefault(same) is { } known)
        {
            return known;
        }

        var factor = make();
        db.Factors.Add(factor);
        return factor;
    }
}
