using IdentityProvider.Limits;
using IdentityProvider.Protocol;
using Npgsql;

namespace IdentityProvider.Access;

/// <summary>What a statement found that also used up a DPoP proof: the thing, unless it or the proof was no good.</summary>
/// <param name="ProofWasUsed">The proof came before: it was copied, and nothing else happened.</param>
public sealed record Proven<T>(T? Value, bool ProofWasUsed)
    where T : class;

/// <summary>
/// Folds the one use of a DPoP proof (RFC 9449 §11.1) into a statement that does something else, so that it costs no round trip of
/// its own. It is what <see cref="UsedOnce"/> does, as a part of SQL.
/// </summary>
internal static class ProofUse
{
    /// <summary>The first part of a WITH. It gives a row when the proof is new.</summary>
    public const string First = """
        first as (
            insert into used_once (purpose, hash, expires_at) values (@proof_purpose, @proof_hash, @proof_until) on conflict do nothing returning hash
        )
        """;

    /// <summary>For the WHERE of what must not happen when the proof is not new.</summary>
    public const string IsNew = "exists (select from first)";

    /// <summary>The name of the column that says so.</summary>
    private const string Column = "proof_is_new";

    /// <summary>The end of the statement: one row in any case, with the columns of a part that may have found nothing.</summary>
    public static string SelectFrom(string part) => $"select {IsNew} as {Column}, {part}.* from (select 1) as one left join {part} on true";

    /// <summary>A query that also uses up the proof.</summary>
    public static string Around(string query) => $"with {First}, found as ({query}) {SelectFrom("found")}";

    public static void AddProof(this NpgsqlParameterCollection parameters, DpopProof proof)
    {
        parameters.AddWithValue("proof_purpose", UsedOnce.DpopProofs);
        parameters.AddWithValue("proof_hash", UsedOnce.HashOf(proof.UsedOnceAs));
        parameters.AddWithValue("proof_until", proof.ForgottenAt);
    }

    /// <summary>Runs a statement and reads what it found.</summary>
    /// <param name="proof">Null for a statement without a proof.</param>
    /// <param name="key">A column that is never null in what is looked for.</param>
    public static async Task<Proven<T>> ReadAsync<T>(
        this NpgsqlCommand command, DpopProof? proof, string key, Func<NpgsqlDataReader, T> read, CancellationToken ct)
        where T : class
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(proof, key, read, ct);
    }

    /// <summary>Reads what such a statement found, where it is one of several.</summary>
    public static async Task<Proven<T>> ReadAsync<T>(
        this NpgsqlDataReader row, DpopProof? proof, string key, Func<NpgsqlDataReader, T> read, CancellationToken ct)
        where T : class
    {
        if (!await row.ReadAsync(ct))
        {
            return new Proven<T>(Value: null, ProofWasUsed: false);
        }

        return proof is not null && !row.Get<bool>(Column) ? new Proven<T>(Value: null, ProofWasUsed: true)
            : new Proven<T>(row.IsDBNull(row.GetOrdinal(key)) ? null : read(row), ProofWasUsed: false);
    }
}
