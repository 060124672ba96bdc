using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;

namespace IdentityProvider.Limits;

/// <summary>
/// Remembers, for all nodes together, what may be used once: the <c>jti</c> of client assertions (RFC 7523 §3) and of DPoP proofs
/// (RFC 9449 §11.1), and what carriers call their reports. Of any number of requests with the same value exactly one is the first.
/// </summary>
public sealed class UsedOnce(NpgsqlDataSource database)
{
    /// <summary>The purpose of a DPoP proof's jti, wherever it is used up.</summary>
    internal const string DpopProofs = "dpop";

    private const string Use = "insert into used_once (purpose, hash, expires_at) values (@purpose, @hash, @expires_at) on conflict do nothing";

    private const string Known = "select hash from used_once where purpose = @purpose and hash = any(@hashes)";
    private const string UseAll = "insert into used_once (purpose, hash, expires_at) select @purpose, hash, @expires_at from unnest(@hashes) as hash order by hash on conflict do nothing";

    /// <param name="purpose">What kind of value it is; the same value for another purpose is another value.</param>
    /// <param name="value">The value together with whose it is, for example client id and jti. Only its hash is kept.</param>
    /// <param name="expiresAt">From when on it is refused for its age anyway and need not be remembered (UTC).</param>
    /// <returns>True for the first use, false for every other. One round trip.</returns>
    public async Task<bool> TryUseAsync(string purpose, string value, DateTimeOffset expiresAt, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Use);
        command.Parameters.AddWithValue("purpose", purpose);
        command.Parameters.AddWithValue("hash", HashOf(value));
        command.Parameters.AddWithValue("expires_at", expiresAt);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Those of the values that nobody has used yet. For work that may be done twice without harm, and is marked when it is done.</summary>
    public async Task<IReadOnlySet<string>> UnusedAsync(string purpose, IReadOnlyCollection<string> values, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Known);
        command.Parameters.AddWithValue("purpose", purpose);
        command.Parameters.AddWithValue("hashes", values.Select(HashOf).ToArray());
        var known = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            known.Add(Convert.ToHexString(reader.GetFieldValue<byte[]>(0)));
        }

        return values.Where(value => !known.Contains(Convert.ToHexString(HashOf(value)))).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Marks all of them as used. One round trip.</summary>
    public async Task UseAsync(string purpose, IReadOnlyCollection<string> values, DateTimeOffset expiresAt, CancellationToken ct)
    {
        await using var command = database.CreateCommand(UseAll);
        command.Parameters.AddWithValue("purpose", purpose);
        command.Parameters.AddWithValue("hashes", values.Select(HashOf).ToArray());
        command.Parameters.AddWithValue("expires_at", expiresAt);
        await command.ExecuteNonQueryAsync(ct);
    }

    internal static byte[] HashOf(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}

/// <summary>One value that was used.</summary>
public sealed class UsedOnceEntry
{
    public string Purpose { get; private init; } = "";

    /// <summary>SHA-256 of the value.</summary>
    public byte[] Hash { get; private init; } = [];

    public DateTimeOffset ExpiresAt { get; private init; }
}

internal sealed class UsedOnceMapping : IEntityTypeConfiguration<UsedOnceEntry>
{
    public void Configure(EntityTypeBuilder<UsedOnceEntry> used)
    {
        used.ToTable("used_once");
        used.HasKey(u => new { u.Purpose, u.Hash });
        used.Property(u => u.Purpose).HasMaxLength(40);
        used.Property(u => u.Hash).HasMaxLength(32);
        used.HasIndex(u => u.ExpiresAt);
    }
}
