using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Npgsql;
using NpgsqlTypes;

namespace IdentityProvider.Access;

/// <summary>A redeemed authorization code: what it was issued for, and the grant behind it.</summary>
public sealed record RedeemedCode(string RedirectUri, string? CodeChallenge, string? Nonce, StandingGrant Grant);

/// <summary>
/// Codes and refresh tokens, exchanged for what they stand for: the token endpoint's hot path. Each exchange is one statement, so
/// of any number of requests with the same token exactly one finds it unspent.
/// </summary>
public sealed class GrantRedemption(NpgsqlDataSource database, TimeProvider clock)
{
    private const string RedeemCode = $"""
        update authorization_codes a set redeemed_at = @now
        from {StandingGrant.Tables}
        where a.hash = @hash and a.redeemed_at is null and a.expires_at > @now
            and g.id = a.grant_id and g.client_id = @client and {StandingGrant.Stands}
        returning a.redirect_uri, a.code_challenge, a.nonce, {StandingGrant.Columns}
        """;

    // A scope that is too wide leaves the token unspent: the client corrects its request and tries again.
    private const string Refresh = $"""
        with spent as (
            update refresh_tokens t set spent_at = @now
            from {StandingGrant.Tables}
            where t.hash = @hash and t.spent_at is null and t.expires_at > @now
                and g.id = t.grant_id and g.client_id = @client and {StandingGrant.Stands}
                and (@scopes is null or @scopes <@ g.scopes)
            returning {StandingGrant.Columns}
        ), successor as (
            insert into refresh_tokens (id, grant_id, hash, issued_at, expires_at)
            select @id, grant_id, @successor, @now, least(@idle_until, grant_expires_at) from spent
        )
        select * from spent
        """;

    private const string Read = $"select {StandingGrant.Columns} from {StandingGrant.Tables} where g.id = @id and {StandingGrant.Stands}";

    /// <summary>Spends a code for its client. Null when it is unknown, someone else's, expired, spent, or its grant no longer stands.</summary>
    public async Task<RedeemedCode?> RedeemAsync(string code, Client client, CancellationToken ct)
    {
        if (RandomToken.HashOf(code) is not { } hash)
        {
            return null;
        }

        await using var command = CommandOf(RedeemCode, ("hash", hash), ("client", client.Id));
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new RedeemedCode(row.Get<string>("redirect_uri"), row.GetText("code_challenge"), row.GetText("nonce"), StandingGrant.Read(row))
            : null;
    }

    /// <summary>Spends a refresh token and stores its successor, both or neither.</summary>
    /// <param name="token">As the client sent it.</param>
    /// <param name="scope">What is asked for; null for all of it.</param>
    /// <returns>The grant and the successor; null as for codes, and when the scope is wider than the grant's.</returns>
    public async Task<(StandingGrant Grant, string Successor)?> RefreshAsync(string token, Client client, Scope? scope, CancellationToken ct)
    {
        if (RandomToken.HashOf(token) is not { } hash)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var (successor, successorHash) = RandomToken.Draw();
        await using var command = CommandOf(
            Refresh, ("hash", hash), ("client", client.Id), ("id", Guid.CreateVersion7(now)), ("successor", successorHash), ("idle_until", now + client.RefreshIdleLifetime));
        command.Parameters.Add(new NpgsqlParameter("scopes", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = scope?.Values.ToArray() ?? (object)DBNull.Value });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (StandingGrant.Read(row), successor) : null;
    }

    /// <summary>The grant, if it stands.</summary>
    public async Task<StandingGrant?> FindAsync(Guid grantId, CancellationToken ct)
    {
        await using var command = CommandOf(Read, ("id", grantId));
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? StandingGrant.Read(row) : null;
    }

    private NpgsqlCommand CommandOf(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("now", clock.GetUtcNow());
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
