using IdentityProvider.Audit;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Keys;

/// <summary>The only door to the credentials that operators keep in the database.</summary>
public sealed class StoredSecrets(IdpDbContext db, ValueCipher cipher, AuditLog audit, TimeProvider clock)
{
    /// <summary>Which are kept, and since when. Never their values.</summary>
    public async Task<IReadOnlyList<(ProviderSecret Name, DateTimeOffset SetAt)>> ListAsync(CancellationToken ct)
    {
        var rows = await db.StoredSecrets.AsNoTracking().OrderBy(s => s.Name).Select(s => new { s.Name, s.SetAt }).ToListAsync(ct);
        return [.. rows.Select(row => (row.Name, row.SetAt))];
    }

    /// <summary>Keeps a value from now on, in place of any before it.</summary>
    public async Task SetAsync(ProviderSecret name, string value, CancellationToken ct)
    {
        var (secret, stored) = (new StoredSecret(name, value, cipher, clock.GetUtcNow()), name.ToString());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"""
            insert into stored_secrets (name, value, set_at) values ({stored}, {secret.Value}, {secret.SetAt})
            on conflict (name) do update set value = excluded.value, set_at = excluded.set_at
            """, ct);
        audit.Record(new ProviderSecretStored(name));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <returns>False when none was kept.</returns>
    public async Task<bool> RemoveAsync(ProviderSecret name, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.StoredSecrets.Where(s => s.Name == name).ExecuteDeleteAsync(ct) == 0)
        {
            return false;
        }

        audit.Record(new ProviderSecretRemoved(name));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
