using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Web;
using Npgsql;
using NpgsqlTypes;

namespace IdentityProvider.Access;

/// <summary>Device codes, exchanged for the grants that somebody approved. One statement, so of any number of requests exactly one gets it.</summary>
public sealed class DeviceRedemption(NpgsqlDataSource database, TimeProvider clock)
{
    // A yes in the last second can still be fetched by a device that waits its interval.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    // From here on the grant is bound to the key that the device proved, if it did (RFC 9449 §5).
    private const string RedeemDevice = $"""
        with redeemed as (
            update pending_devices d set redeemed_at = @now
            from {StandingGrant.Tables}
            where d.device_code_hash = @hash and d.client_id = @client and d.redeemed_at is null and d.denied_at is null and d.expires_at > @oldest
                and g.id = d.grant_id and {StandingGrant.Stands}
            returning {StandingGrant.Columns}
        ), bound as (
            update grants set dpop_key = @key from redeemed where grants.id = redeemed.grant_id and @key is not null
        )
        select * from redeemed
        """;

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

    /// <summary>Spends a device code that was approved. Null for everything else; <see cref="WhyNotAsync"/> says what.</summary>
    /// <param name="key">Thumbprint of the key that the device proved; null for none.</param>
    public async Task<StandingGrant?> RedeemAsync(string deviceCode, Client client, string? key, CancellationToken ct)
    {
        if (RandomToken.HashOf(deviceCode) is not { } hash)
        {
            return null;
        }

        await using var command = CommandOf(RedeemDevice, hash, client);
        command.Parameters.AddWithValue("oldest", clock.GetUtcNow() - Grace);
        command.Parameters.Add(new NpgsqlParameter("key", NpgsqlDbType.Text) { Value = key ?? (object)DBNull.Value });
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? StandingGrant.Read(row) : null;
    }

    /// <summary>Notes that the device asked, and says why it gets nothing.</summary>
    public async Task<ProtocolError> WhyNotAsync(string deviceCode, Client client, CancellationToken ct)
    {
        var unknown = ProtocolError.InvalidGrant("the device code is unknown or of another client");
        if (RandomToken.HashOf(deviceCode) is not { } hash)
        {
            return unknown;
        }

        await using var command = CommandOf(Ask, hash, client);
        command.Parameters.AddWithValue("more", (int)DeviceCodeGrant.Interval.TotalSeconds);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? DeviceCodeGrant.WhyNot(ProgressOf(row), row.Get<bool>("expired"), row.Get<bool>("too_soon")) : unknown;
    }

    private static DeviceProgress ProgressOf(NpgsqlDataReader row) =>
        row.Get<bool>("redeemed") ? DeviceProgress.Redeemed
        : row.Get<bool>("denied") ? DeviceProgress.Denied
        : row.Get<bool>("approved") ? DeviceProgress.Approved
        : DeviceProgress.Pending;

    private NpgsqlCommand CommandOf(string sql, byte[] hash, Client client)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("now", clock.GetUtcNow());
        command.Parameters.AddWithValue("hash", hash);
        command.Parameters.AddWithValue("client", client.Id);
        return command;
    }
}
