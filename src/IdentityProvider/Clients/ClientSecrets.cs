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
}
