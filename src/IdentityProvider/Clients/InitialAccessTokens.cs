using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clients;

/// <summary>A token that approves apps beforehand, and who made it.</summary>
public sealed record ApprovingToken(InitialAccessToken Token, string Maker);

/// <summary>The only door to the table of initial access tokens.</summary>
public sealed class InitialAccessTokens(IdpDbContext db, AppMakers makers, TimeProvider clock)
{
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(90);

    /// <summary>Clients that one token may register.</summary>
    public const int MostUses = 1000;

    /// <summary>Tokens that one developer may have working at a time.</summary>
    public const int MostLive = 50;

    /// <summary>Whether a developer may make one more.</summary>
    public async Task<bool> HasRoomAsync(Guid ownerId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.InitialAccessTokens.CountAsync(t => t.OwnerId == ownerId && t.RevokedAt == null && t.UsesLeft > 0 && t.ExpiresAt > now, ct) < MostLive;
    }

    /// <summary>Makes a token. The caller has checked that its maker may give this approval, and saves.</summary>
    /// <returns>The token, to be shown once. It cannot be read back.</returns>
    public (string Token, InitialAccessToken Stored) Issue(string name, Guid ownerId, Reach approves, TokenLimits limits)
    {
        var token = ClientSecret.Generate();
        return (token, Add(token, name, ownerId, approves, limits));
    }

    /// <summary>Keeps a token that somebody else drew (a test run, an import). The caller saves.</summary>
    public InitialAccessToken Add(string token, string name, Guid ownerId, Reach approves, TokenLimits limits)
    {
        var now = clock.GetUtcNow();
        return db.InitialAccessTokens.Add(new InitialAccessToken(ClientSecret.HashOf(token), name, ownerId, approves, limits, now)).Entity;
    }

    /// <summary>
    /// The token, if it works: known, not expired, not taken back, not used up, its maker still registers apps, and could still approve
    /// everything that it approves. A token that says more than its maker may is no token: half an approval would surprise whoever uses it.
    /// </summary>
    public async Task<InitialAccessToken?> FindAsync(string token, CancellationToken ct)
    {
        var (hash, now) = (ClientSecret.HashOf(token), clock.GetUtcNow());
        var found = await db.InitialAccessTokens.AsNoTracking().SingleOrDefaultAsync(t => t.Hash == hash, ct);
        return found?.IsLive(now) == true && await makers.PowersAsync(found.OwnerId, ct) is { } powers && powers.Reach(found.Approves) ? found : null;
    }

    /// <summary>Counts one use. Of two requests for the last one, one gets it. Runs in the caller's transaction.</summary>
    public async Task<bool> TryUseAsync(Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.InitialAccessTokens
            .Where(t => t.Id == id && t.UsesLeft > 0 && t.RevokedAt == null && t.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.UsesLeft, t => t.UsesLeft - 1), ct) == 1;
    }

    public async Task<IReadOnlyList<InitialAccessToken>> OfAsync(Guid ownerId, CancellationToken ct) =>
        await db.InitialAccessTokens.AsNoTracking().Where(t => t.OwnerId == ownerId).OrderByDescending(t => t.CreatedAt).ToListAsync(ct);

    /// <summary>The live tokens that let apps in somewhere beforehand, with who made them: those that name this clinic, or all.</summary>
    public async Task<IReadOnlyList<ApprovingToken>> ApprovingAsync(Guid? clinicId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var live = await (from token in db.InitialAccessTokens.AsNoTracking()
                          where token.RevokedAt == null && token.UsesLeft > 0 && token.ExpiresAt > now
                          join maker in db.Users.AsNoTracking() on token.OwnerId equals maker.Id
                          orderby token.CreatedAt descending
                          select new { Token = token, Maker = maker.DisplayName }).ToListAsync(ct);
        return [.. live.Where(found => Approves(found.Token, clinicId)).Select(found => new ApprovingToken(found.Token, found.Maker))];
    }

    /// <summary>Takes back a token that approves apps for this clinic, or for any. The caller saves.</summary>
    /// <returns>Whether there was one to take back.</returns>
    public async Task<bool> RevokeApprovingAsync(Guid? clinicId, Guid id, CancellationToken ct)
    {
        if (await db.InitialAccessTokens.SingleOrDefaultAsync(t => t.Id == id && t.RevokedAt == null, ct) is not { } token || !Approves(token, clinicId))
        {
            return false;
        }

        token.Revoke(clock.GetUtcNow());
        return true;
    }

    /// <summary>Takes back a token of this owner. The caller saves.</summary>
    /// <returns>Whether there was one to take back.</returns>
    public async Task<bool> RevokeAsync(Guid ownerId, Guid id, CancellationToken ct)
    {
        if (await db.InitialAccessTokens.SingleOrDefaultAsync(t => t.Id == id && t.OwnerId == ownerId && t.RevokedAt == null, ct) is not { } token)
        {
            return false;
        }

        token.Revoke(clock.GetUtcNow());
        return true;
    }

    // One for every clinic is an operator's, and not for one clinic to end.
    private static bool Approves(InitialAccessToken token, Guid? clinicId) =>
        clinicId is { } clinic ? token.Approves.Clinics.Contains(clinic) : !token.Approves.IsEmpty;
}
