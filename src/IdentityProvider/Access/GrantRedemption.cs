using IdentityProvider.Web;
using Microsoft.Extensions.Options;
using Npgsql;

namespace IdentityProvider.Access;

/// <summary>A redeemed authorization code: what it was issued for, the grant behind it, and its first refresh token if it gets one.</summary>
/// <param name="DpopKey">The key that the authorization request announced, or null.</param>
/// <param name="At">When it was redeemed (UTC), as the database has it.</param>
public sealed record RedeemedCode(
    string RedirectUri, string? CodeChallenge, string? Nonce, string? DpopKey, StandingGrant Grant, string? RefreshToken, DateTimeOffset At);

/// <summary>A refresh token that was used, and the one that follows it: the same, where they do not rotate.</summary>
public sealed record Refreshed(StandingGrant Grant, string Successor);

/// <summary>
/// Codes and refresh tokens, exchanged for what they stand for: the token endpoint's hot path. Each exchange is one statement, which also stores
/// what is given, so of any number of requests with the same token exactly one finds it unspent, and none spends it for nothing.
/// </summary>
/// <remarks>
/// A client that hangs up before or while the statement runs has spent nothing: the statement is stopped and leaves no trace. One that hangs up
/// after it is the business of <see cref="Unspending"/>.
/// </remarks>
public sealed class GrantRedemption(NpgsqlDataSource database, IOptions<ServerOptions> server, TimeProvider clock)
{
    private static readonly string RedeemPlain = Redeem(proven: false);
    private static readonly string RedeemProven = Redeem(proven: true);
    private static readonly string RefreshPlain = Refresh(proven: false);
    private static readonly string RefreshProven = Refresh(proven: true);

    /// <summary>Spends a code for its client. Nothing when it is unknown, someone else's, expired, spent, or its grant no longer stands.</summary>
    /// <param name="demand">Its proof is of the key that the grant's tokens are bound to from now on; none for bearer tokens.</param>
    public async Task<Proven<RedeemedCode>> RedeemAsync(string code, TokenDemand demand, CancellationToken ct)
    {
        if (RandomToken.HashOf(code) is not { } hash)
        {
            return new Proven<RedeemedCode>(Value: null, ProofWasUsed: false);
        }

        var (refreshToken, refreshHash) = RandomToken.Draw();
        await using var command = CommandOf(demand.ProofToUse is null ? RedeemPlain : RedeemProven, hash, demand, refreshHash);
        return await command.ReadAsync(demand.ProofToUse, "grant_id", row => Code(row, refreshToken), ct);
    }

    /// <summary>Spends a refresh token and stores its successor, both or neither. One that does not rotate is its own successor.</summary>
    /// <param name="token">As the client sent it.</param>
    /// <returns>Nothing as for codes, and when more is asked for than was granted, or the key is not the right one: the token stays good then.</returns>
    public async Task<Proven<Refreshed>> RefreshAsync(string token, TokenDemand demand, CancellationToken ct)
    {
        if (RandomToken.HashOf(token) is not { } hash)
        {
            return new Proven<Refreshed>(Value: null, ProofWasUsed: false);
        }

        var (successor, successorHash) = RandomToken.Draw();
        await using var command = CommandOf(demand.ProofToUse is null ? RefreshPlain : RefreshProven, hash, demand, successorHash);

        // DpopBinding.OfRefresh says the same of the one that was refused: a confidential client may change its key.
        command.Parameters.AddWithValue("any_key", !demand.Client.IsPublic);
        command.Parameters.AddWithValue("rotates", demand.Client.RotatesRefreshTokens);
        return await command.ReadAsync(
            demand.ProofToUse, "grant_id", row => new Refreshed(StandingGrant.Read(row), demand.Client.RotatesRefreshTokens ? successor : token), ct);
    }

    private static string Redeem(bool proven) => $"""
        with {(proven ? ProofUse.First + "," : "")} redeemed as (
            update authorization_codes a set redeemed_at = @now
            from {StandingGrant.Tables}
            where a.hash = @hash and a.redeemed_at is null and a.expires_at > @now
                and g.id = a.grant_id and g.client_id = @client and {StandingGrant.Stands}
                and {(proven ? ProofUse.IsNew : "true")}
            returning a.redeemed_at, a.redirect_uri, a.code_challenge, a.nonce, a.dpop_key as code_dpop_key, {StandingGrant.Columns}
        ), token as (
            {GivenTokens.FirstRefreshToken("redeemed")}
        ), reference as (
            {GivenTokens.Reference("redeemed")}
        ), bound as (
            update grants set dpop_key = @key from redeemed where @key is not null and grants.id = redeemed.grant_id
        )
        {(proven ? ProofUse.SelectFrom("redeemed") : "select * from redeemed")}
        """;

    // Whatever the client can correct leaves the token unspent: it corrects its request and tries again.
    private static string Refresh(bool proven) => $"""
        with {(proven ? ProofUse.First + "," : "")} spent as (
            update refresh_tokens t set
                spent_at = case when @rotates then @now end,
                expires_at = case when @rotates then t.expires_at else least(@idle_until, g.expires_at) end
            from {StandingGrant.Tables}
            where t.hash = @hash and t.spent_at is null and t.expires_at > @now
                and g.id = t.grant_id and g.client_id = @client and {StandingGrant.Stands}
                and (@scopes is null or @scopes <@ g.scopes)
                and {GivenTokens.IsForOneTarget}
                and (g.dpop_key is null or (@key is not null and (@any_key or g.dpop_key = @key)))
                and {(proven ? ProofUse.IsNew : "true")}
            returning t.id as spent_id, {StandingGrant.Columns}
        ), successor as (
            insert into refresh_tokens (id, grant_id, hash, issued_at, expires_at, predecessor_id)
            select @id, grant_id, @successor, @now, least(@idle_until, grant_expires_at), spent_id from spent where @rotates
        ), reference as (
            {GivenTokens.Reference("spent")}
        )
        {(proven ? ProofUse.SelectFrom("spent") : "select * from spent")}
        """;

    private static RedeemedCode Code(NpgsqlDataReader row, string refreshToken)
    {
        var grant = StandingGrant.Read(row);
        return new RedeemedCode(
            row.Get<string>("redirect_uri"), row.GetText("code_challenge"), row.GetText("nonce"), row.GetText("code_dpop_key"), grant,
            grant.Refresh == Protocol.Grants.RefreshKind.None ? null : refreshToken, row.Get<DateTimeOffset>("redeemed_at"));
    }

    private NpgsqlCommand CommandOf(string sql, byte[] hash, TokenDemand demand, byte[] successor)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("hash", hash);
        command.Parameters.AddDemand(demand, successor, clock.GetUtcNow(), server.Value.Issuer);
        return command;
    }
}
