using IdentityProvider.Audit;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Access;

/// <summary>Ends single access tokens, and records it in the same transaction: none ends without a trace. What ends a grant, and all of its tokens with it, is <see cref="Grants"/>.</summary>
public sealed class TokenRevocation(IdpDbContext db, AuditLog audit, TimeProvider clock)
{
    /// <summary>Ends a reference token of this client; the others of its grant live on.</summary>
    public async Task EndReferenceAsync(string token, Client client, CancellationToken ct)
    {
        if (AccessTokens.HashOf(token) is not { } hash)
        {
            return;
        }

        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var live = db.ReferenceTokens.Where(t => t.Hash == hash && t.ClientId == client.Id && t.RevokedAt == null);
        if (await live.Select(t => (Guid?)t.Id).SingleOrDefaultAsync(ct) is { } id
            && await live.ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), ct) == 1)
        {
            audit.Record(new AccessTokenRevoked(id), clientId: client.Id);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
    }

    /// <summary>Ends a self-contained token that no user stands behind, for whoever asks us about it.</summary>
    /// <param name="expiresAt">When it ends anyway (UTC).</param>
    public async Task EndSelfContainedAsync(Guid tokenId, Client client, DateTimeOffset expiresAt, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var added = await db.Database.ExecuteSqlAsync(
            $"insert into revoked_tokens (id, expires_at) values ({tokenId}, {expiresAt}) on conflict do nothing", ct);
        if (added == 1)
        {
            audit.Record(new AccessTokenRevoked(tokenId), clientId: client.Id);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
    }
}
