using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Clients;

/// <summary>The only door to the table of client secrets.</summary>
public sealed class ClientSecrets(IdpDbContext db, TimeProvider clock)
{
    /// <summary>For rotation: the one in use and the one that follows.</summary>
    public const int MostLive = 2;

    /// <summary>Gives a client a new secret. The newest before it works on; any older one ends now. The caller saves.</summary>
    /// <returns>The secret, to be shown once. It cannot be read back.</returns>
    public async Task<string> IssueAsync(string clientId, CancellationToken ct)
    {
        var secret = ClientSecret.Generate();
        await AddAsync(clientId, secret, ct);
        return secret;
    }

    /// <summary>Gives a client a secret that somebody else drew (demonstration data, an import). The caller saves.</summary>
    public async Task AddAsync(string clientId, string secret, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var stored = await db.ClientSecrets.Where(s => s.ClientId == clientId).OrderByDescending(s => s.CreatedAt).ToListAsync(ct);
        foreach (var older in stored.Where(s => s.IsLive(now)).Skip(MostLive - 1))
        {
            older.ExpireAt(now);
        }

        db.ClientSecrets.Add(new StoredClientSecret(clientId, ClientSecret.HashOf(secret), now));
    }

    /// <summary>The secrets of a client that work, the newest first.</summary>
    public async Task<IReadOnlyList<StoredClientSecret>> LiveAsync(string clientId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.ClientSecrets.Where(s => s.ClientId == clientId && (s.ExpiresAt == null || s.ExpiresAt > now))
            .OrderByDescending(s => s.CreatedAt).ToListAsync(ct);
    }

    /// <summary>Ends one secret of a client. The caller saves.</summary>
    /// <returns>Whether there was one to end.</returns>
    public async Task<bool> EndAsync(string clientId, Guid secretId, CancellationToken ct)
    {
        var secret = (await LiveAsync(clientId, ct)).FirstOrDefault(s => s.Id == secretId);
        secret?.ExpireAt(clock.GetUtcNow());
        return secret is not null;
    }

    /// <summary>Ends all of them: the client proves itself otherwise from now on. The caller saves.</summary>
    public async Task EndAllAsync(string clientId, CancellationToken ct)
    {
        foreach (var secret in await LiveAsync(clientId, ct))
        {
            secret.ExpireAt(clock.GetUtcNow());
        }
    }
}
