using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace IdentityProvider.Access;

/// <summary>A reference token that works, as it was issued.</summary>
/// <param name="Grant">The grant it hangs on, which stands; null when the client speaks for itself.</param>
public sealed record StoredToken(
    Guid Id, string ClientId, Scope Scope, TargetResources Audience, string? DpopKey, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, StandingGrant? Grant);

/// <summary>A refresh token that can be used.</summary>
public sealed record LiveRefreshToken(StandingGrant Grant, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);

/// <summary>A client that works, serves somebody, and did not hand the token back.</summary>
/// <param name="Clinics">The clinics it serves now; null for all.</param>
public sealed record StandingClient(string ClientId, IReadOnlyList<Guid>? Clinics);

/// <summary>
/// Whether access tokens still work, whatever they are: the question of userinfo and introspection. One statement each, the one use of
/// a DPoP proof included.
/// </summary>
public sealed class AccessTokens(NpgsqlDataSource database, IOptions<ServerOptions> server, TimeProvider clock)
{
    /// <summary>What a reference token begins with, so that it is not taken for a refresh token, nor a leaked one overlooked.</summary>
    public const string ReferencePrefix = "at_";

    // A client whose last clinic took its approval back speaks for nobody, not even for itself.
    private const string ServesSomebody = "(o.serves_every_clinic or cardinality(o.clinics) > 0)";

    private const string OfGrant = $"select {StandingGrant.Columns} from {StandingGrant.Tables} where g.id = @id and {StandingGrant.Stands}";

    private const string OfReference = $"""
        select t.id as token_id, t.client_id as token_client_id, t.grant_id as token_grant_id, t.scopes as token_scopes, t.audience,
            t.dpop_key as token_dpop_key, t.issued_at, t.expires_at, {StandingGrant.Columns}
        from reference_tokens t
        join clients o on o.id = t.client_id and o.disabled_at is null
        left join ({StandingGrant.Tables}) on g.id = t.grant_id
        where t.hash = @hash and t.revoked_at is null and t.expires_at > @now
            and ((t.grant_id is null and {ServesSomebody}) or ({StandingGrant.Stands}))
        """;

    private const string OfRefreshToken = $"""
        select t.issued_at, t.expires_at, {StandingGrant.Columns}
        from refresh_tokens t join ({StandingGrant.Tables}) on g.id = t.grant_id
        where t.hash = @hash and t.spent_at is null and t.expires_at > @now and {StandingGrant.Stands}
        """;

    private const string OfClient = $"""
        select o.id as client_id, case when not o.serves_every_clinic then o.clinics end as client_clinics from clients o
        where o.id = @client and o.disabled_at is null and {ServesSomebody} and not exists (select from revoked_tokens v where v.id = @id)
        """;

    private const string Insert = """
        insert into reference_tokens (id, hash, client_id, scopes, audience, dpop_key, issued_at, expires_at)
        select @id, @hash, @client, @scopes, @audience, @key, @now, @until
        """;

    private const string InsertProven = $"with {ProofUse.First} {Insert} where {ProofUse.IsNew}";

    /// <summary>The grant of a self-contained token, if it stands.</summary>
    /// <param name="proof">The proof that came with the token; null where none is due.</param>
    public async Task<Proven<StandingGrant>> OfGrantAsync(Guid grantId, DpopProof? proof, CancellationToken ct)
    {
        await using var command = CommandOf(OfGrant, proof, ("id", grantId));
        return await command.ReadAsync(proof, "grant_id", StandingGrant.Read, ct);
    }

    /// <summary>The client of a self-contained token that no user stands behind, if it works and the token was not handed back.</summary>
    public async Task<Proven<StandingClient>> OfClientAsync(string clientId, Guid tokenId, DpopProof? proof, CancellationToken ct)
    {
        await using var command = CommandOf(OfClient, proof, ("client", clientId), ("id", tokenId));
        return await command.ReadAsync(proof, "client_id", row => new StandingClient(row.Get<string>("client_id"), row.GetArray<Guid>("client_clinics")), ct);
    }

    /// <summary>What a reference token stands for, if it works.</summary>
    public async Task<Proven<StoredToken>> FindAsync(string token, DpopProof? proof, CancellationToken ct)
    {
        if (HashOf(token) is not { } hash)
        {
            return new Proven<StoredToken>(Value: null, ProofWasUsed: false);
        }

        await using var command = CommandOf(OfReference, proof, ("hash", hash));
        return await command.ReadAsync(proof, "token_id", ReadStored, ct);
    }

    /// <summary>A refresh token that can be used; null for any other.</summary>
    public async Task<LiveRefreshToken?> FindRefreshTokenAsync(string token, CancellationToken ct)
    {
        if (RandomToken.HashOf(token) is not { } hash)
        {
            return null;
        }

        await using var command = CommandOf(OfRefreshToken, proof: null, ("hash", hash));
        var found = await command.ReadAsync(
            proof: null, "grant_id", row => new LiveRefreshToken(StandingGrant.Read(row), row.Get<DateTimeOffset>("issued_at"), row.Get<DateTimeOffset>("expires_at")), ct);
        return found.Value;
    }

    /// <summary>Stores the token of a client that speaks for itself. Those of grants are stored by what spends a code for them (<see cref="GivenTokens"/>).</summary>
    /// <returns>False when the proof that came with the request was used before: then nothing is stored.</returns>
    public async Task<bool> StoreAsync(ReferenceDraft draft, AccessToken token, DpopProof? proof, CancellationToken ct)
    {
        await using var command = database.CreateCommand(proof is null ? Insert : InsertProven);
        command.Parameters.AddWithValue("id", draft.Id);
        command.Parameters.AddWithValue("hash", draft.Hash);
        command.Parameters.AddWithValue("client", token.Client.Id);
        command.Parameters.AddWithValue("scopes", token.Scope.Values.ToArray());
        command.Parameters.AddWithValue("audience", token.Audience.Uris.ToArray());
        command.Parameters.AddWithValue("now", token.IssuedAt);
        command.Parameters.AddWithValue("until", token.IssuedAt + token.Lifetime);
        command.Parameters.Add(new NpgsqlParameter("key", NpgsqlDbType.Text) { Value = token.KeyThumbprint ?? (object)DBNull.Value });
        if (proof is not null)
        {
            command.Parameters.AddProof(proof);
        }

        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>The hash under which a reference token is stored; null for what cannot be one.</summary>
    internal static byte[]? HashOf(string token) =>
        token.StartsWith(ReferencePrefix, StringComparison.Ordinal) ? RandomToken.HashOf(token[ReferencePrefix.Length..]) : null;

    private static StoredToken ReadStored(NpgsqlDataReader row) => new(
        row.Get<Guid>("token_id"), row.Get<string>("token_client_id"), Scope.Of(row.Get<string[]>("token_scopes")), TargetResources.Of(row.Get<string[]>("audience")),
        row.GetText("token_dpop_key"), row.Get<DateTimeOffset>("issued_at"), row.Get<DateTimeOffset>("expires_at"),
        row.GetOrNull<Guid>("token_grant_id") is null ? null : StandingGrant.Read(row));

    private NpgsqlCommand CommandOf(string query, DpopProof? proof, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = database.CreateCommand(proof is null ? query : ProofUse.Around(query));
        command.Parameters.AddWithValue("now", clock.GetUtcNow());
        command.Parameters.AddWithValue("issuer", server.Value.Issuer);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        if (proof is not null)
        {
            command.Parameters.AddProof(proof);
        }

        return command;
    }
}
