using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;

namespace IdentityProvider.Limits;

/// <summary>
/// Remembers, for all nodes together, what may be used once: the <c>jti</c> of client assertions (RFC 7523 §3) and of DPoP proofs
/// (RFC 9449 §11.1). Of any number of requests with the same value exactly one is the first.
/// </summary>
public sealed class UsedOnce(NpgsqlDataSource database)
{
    /// <summary>The purpose of a DPoP proof's jti, wherever it is used up.</summary>
    internal const string DpopProofs = "dpop";

    private const string Use = "insert into used_once (purpose, hash, expires_at) values (@purpose, @hash, @expires_at) on conflict do nothing";

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
