using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Web;
using Microsoft.Extensions.Options;
using Npgsql;

namespace IdentityProvider.Access;

/// <summary>What a device hears: its grant with a refresh token if it gets one, or why it gets nothing.</summary>
public sealed record DeviceAnswer(StandingGrant? Grant, string? RefreshToken, ProtocolError? WhyNot, bool ProofWasUsed)
{
    /// <summary>When the device code was redeemed (UTC), as the database has it; null when it was not.</summary>
    public DateTimeOffset? RedeemedAt { get; init; }
}

/// <summary>
/// Device codes, exchanged for the grants that somebody approved. One statement, so of any number of requests exactly one gets it; why the others get
/// nothing is asked in the same round trip.
/// </summary>
public sealed class DeviceRedemption(NpgsqlDataSource database, IOptions<ServerOptions> server, TimeProvider clock)
{
    // A yes in the last second can still be fetched by a device that waits its interval.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private static readonly ProtocolError Unknown = ProtocolError.InvalidGrant("the device code is unknown or of another client");

    private static readonly string RedeemPlain = Redeem(proven: false);
    private static readonly string RedeemProven = Redeem(proven: true);

    // Asking too soon makes the interval longer, up to a minute (RFC 8628 §3.5).
    private const string Ask = """
        update pending_devices d set
            last_asked_at = @now,
            interval_seconds = case when before.too_soon then least(d.interval_seconds + @more, 60) else d.interval_seconds end
        from (
            select id, coalesce(last_asked_at + make_interval(secs => interval_seconds) > @now, false) as too_soon
            from pending_devices where device_code_hash = @hash and client_id = @client for update
        ) before
        where d.id = before.id
        returning d.grant_id is not null as approved, d.denied_at is not null as denied, d.redeemed_at is not null as redeemed,
            d.expires_at <= @now as expired, before.too_soon
        """;

    /// <summary>Spends a device code that was approved, or notes that the device asked and says why it gets nothing.</summary>
    public async Task<DeviceAnswer> RedeemAsync(string deviceCode, TokenDemand demand, CancellationToken ct)
    {
        if (RandomToken.HashOf(deviceCode) is not { } hash)
        {
            return Refused(Unknown);
        }

        var (refreshToken, refreshHash) = RandomToken.Draw();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(CommandOf(demand.Proof is null ? RedeemPlain : RedeemProven, hash, demand, refreshHash));
        batch.BatchCommands.Add(CommandOf(Ask, hash, demand, refreshHash));
        await using var row = await batch.ExecuteReaderAsync(ct);
        var (redeemed, proofWasUsed) = await row.ReadAsync(demand.Proof, "grant_id", found => Approved(found, refreshToken), ct);
        return proofWasUsed ? new DeviceAnswer(Grant: null, RefreshToken: null, WhyNot: null, ProofWasUsed: true)
            : redeemed ?? Refused(await WhyNotAsync(row, ct));
    }

    // From here on the grant is bound to the key that the device proved, if it did (RFC 9449 §5).
    private static string Redeem(bool proven) => $"""
        with {(proven ? ProofUse.First + "," : "")} redeemed as (
            update pending_devices d set redeemed_at = @now
            from {StandingGrant.Tables}
            where d.device_code_hash = @hash and d.client_id = @client and d.redeemed_at is null and d.denied_at is null and d.expires_at > @oldest
                and g.id = d.grant_id and {StandingGrant.Stands}
                and {(proven ? ProofUse.IsNew : "true")}
            returning d.redeemed_at, {StandingGrant.Columns}
        ), token as (
            {GivenTokens.FirstRefreshToken("redeemed")}
        ), reference as (
            {GivenTokens.Reference("redeemed")}
        ){(proven ? ", bound as (update grants set dpop_key = @key from redeemed where grants.id = redeemed.grant_id)" : "")}
        {(proven ? ProofUse.SelectFrom("redeemed") : "select * from redeemed")}
        """;

    private static DeviceAnswer Approved(NpgsqlDataReader row, string refreshToken)
    {
        var grant = StandingGrant.Read(row);
        return new DeviceAnswer(grant, grant.Refresh == RefreshKind.None ? null : refreshToken, WhyNot: null, ProofWasUsed: false)
        {
            RedeemedAt = row.Get<DateTimeOffset>("redeemed_at"),
        };
    }

    private static async Task<ProtocolError> WhyNotAsync(NpgsqlDataReader row, CancellationToken ct) =>
        await row.NextResultAsync(ct) && await row.ReadAsync(ct)
            ? DeviceCodeGrant.WhyNot(ProgressOf(row), row.Get<bool>("expired"), row.Get<bool>("too_soon"))
            : Unknown;

    private static DeviceProgress ProgressOf(NpgsqlDataReader row) =>
        row.Get<bool>("redeemed") ? DeviceProgress.Redeemed
        : row.Get<bool>("denied") ? DeviceProgress.Denied
        : row.Get<bool>("approved") ? DeviceProgress.Approved
        : DeviceProgress.Pending;

    private static DeviceAnswer Refused(ProtocolError whyNot) => new(Grant: null, RefreshToken: null, whyNot, ProofWasUsed: false);

    private NpgsqlBatchCommand CommandOf(string sql, byte[] hash, TokenDemand demand, byte[] successor)
    {
        var (command, now) = (new NpgsqlBatchCommand(sql), clock.GetUtcNow());
        command.Parameters.AddWithValue("hash", hash);
        command.Parameters.AddWithValue("oldest", now - Grace);
        command.Parameters.AddWithValue("more", (int)DeviceCodeGrant.Interval.TotalSeconds);
        command.Parameters.AddDemand(demand, successor, now, server.Value.Issuer);
        return command;
    }
}
