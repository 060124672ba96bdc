using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;
using Npgsql;

namespace IdentityProvider.Access;

/// <summary>
/// Refresh tokens that come again because the answer was lost on the way. A client registered for it gets a few seconds in which that
/// is no theft, while nobody has used the successor; it gets another successor, and the first one is spent.
/// </summary>
public sealed class RefreshRepeats(NpgsqlDataSource database, IOptions<ServerOptions> server, TimeProvider clock)
{
    // Of several repeats at once one holds this row, and the next sees what it left.
    private const string Lock = $"""
        select t.id as spent_id, {StandingGrant.Columns}
        from refresh_tokens t join ({StandingGrant.Tables}) on g.id = t.grant_id
        where t.hash = @hash and t.spent_at > @now - @window and t.expires_at > @now and g.client_id = @client and {StandingGrant.Stands}
        for update of t
        """;

    // A statement of its own, after the lock, so that it sees the successor that the repeat before has left. The new one is stored with its reference
    // token, if it is for one, as GrantRedemption stores both.
    private static readonly string Replace = $"""
        with replaced as (
            update refresh_tokens set spent_at = @now where grant_id = @grant and predecessor_id = @spent and spent_at is null returning grant_id
        ), spent as (
            select {StandingGrant.Columns} from {StandingGrant.Tables} where g.id in (select grant_id from replaced)
        ), reference as (
            {GivenTokens.Reference("spent")}
        )
        insert into refresh_tokens (id, grant_id, hash, issued_at, expires_at, predecessor_id)
        select @id, grant_id, @successor, @now, least(@idle_until, grant_expires_at), @spent from spent
        """;

    /// <summary>Another successor for a token that was spent a moment ago; null when it is too late, or the successor was used.</summary>
    /// <param name="demand">Already known to ask for no more than the grant has, and to show the right key.</param>
    public async Task<Refreshed?> RepeatAsync(string token, TokenDemand demand, CancellationToken ct)
    {
        var client = demand.Client;
        if (client.RefreshRepeatWindow <= TimeSpan.Zero || RandomToken.HashOf(token) is not { } hash)
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var (successor, successorHash) = RandomToken.Draw();
        if (await LockAsync(connection, hash, client, now, ct) is not var (spent, grant))
        {
            return null;
        }

        await using var replace = CommandOf(connection, Replace, [("grant", grant.Id), ("spent", spent)]);
        replace.Parameters.AddDemand(demand, successorHash, now, server.Value.Issuer);
        if (await replace.ExecuteNonQueryAsync(ct) == 0)
        {
            return null;
        }

        // What is committed is spent: a client that hangs up here would not know.
        ct.ThrowIfCancellationRequested();
        await transaction.CommitAsync(CancellationToken.None);
        return new Refreshed(grant, successor);
    }

    private async Task<(Guid Spent, StandingGrant Grant)?> LockAsync(
        NpgsqlConnection connection, byte[] hash, Client client, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = CommandOf(connection, Lock, [("hash", hash), ("now", now), ("window", client.RefreshRepeatWindow), ("client", client.Id), ("issuer", server.Value.Issuer)]);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.Get<Guid>("spent_id"), StandingGrant.Read(row)) : null;
    }

    private static NpgsqlCommand CommandOf(NpgsqlConnection connection, string sql, (string Name, object Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
