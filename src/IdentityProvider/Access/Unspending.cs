using IdentityProvider.Web;
using Npgsql;
using NpgsqlTypes;

namespace IdentityProvider.Access;

/// <summary>What was stored for a request, to be taken out again.</summary>
/// <param name="RefreshToken">Null when there was none.</param>
public sealed record Given(string? RefreshToken, ReferenceDraft? Reference)
{
    /// <summary>When the code for it was redeemed, to the database's precision; null for a refresh token, whose successor says enough.</summary>
    public DateTimeOffset? RedeemedAt { get; init; }

    public override string ToString() => nameof(Given);
}

/// <summary>
/// Makes good again what was spent for an answer that nobody has seen: the client hung up while it was made, or it could not be made. What was
/// given goes, and the honest client's next try is its first, not the mark of a theft. One statement each.
/// </summary>
/// <remarks>
/// Only for answers that never left this process. Nothing is opened by it: whoever hangs up has learnt nothing, and what was not taken back
/// stays spent. The statements find nothing where something has used the gift meanwhile.
/// </remarks>
public sealed class Unspending(NpgsqlDataSource database)
{
    private const string Reference = "reference as (delete from reference_tokens where id = @reference)";

    private const string Gone = $"""
        gone as (delete from refresh_tokens where hash = @successor and spent_at is null),
        {Reference}
        """;

    // The key that came with it is forgotten: before, the grant was bound to none, and the next try may bring another one or none at all.
    private const string Unbound = "update grants g set dpop_key = null from back where g.id = back.grant_id";

    private const string Code = $"""
        with {Gone}, back as (
            update authorization_codes set redeemed_at = null where hash = @spent and redeemed_at = @redeemed_at returning grant_id)
        {Unbound}
        """;

    private const string Device = $"""
        with {Gone}, back as (
            update pending_devices set redeemed_at = null where device_code_hash = @spent and redeemed_at = @redeemed_at returning grant_id)
        {Unbound}
        """;

    // The spent one is locked before its successor, as RefreshRepeats does it: two that waited for each other would both fail. A token that does not
    // rotate was not spent: it is given without a successor, and nothing is taken back.
    private const string Refresh = $"""
        with spent as (
            select id from refresh_tokens where hash = @spent for update
        ), gone as (
            delete from refresh_tokens t using spent where t.hash = @successor and t.predecessor_id = spent.id and t.spent_at is null returning spent.id
        ), {Reference}
        update refresh_tokens t set spent_at = null from gone where t.id = gone.id
        """;

    public Task CodeAsync(string code, Given given) => RunAsync(Code, code, given);

    public Task DeviceCodeAsync(string deviceCode, Given given) => RunAsync(Device, deviceCode, given);

    public Task RefreshTokenAsync(string token, Given given) =>
        RunAsync(Refresh, token, given.RefreshToken == token ? given with { RefreshToken = null } : given);

    private async Task RunAsync(string sql, string spent, Given given)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("spent", RandomToken.HashOf(spent)!);
        command.Parameters.Add(new NpgsqlParameter("successor", NpgsqlDbType.Bytea) { Value = RandomToken.HashOf(given.RefreshToken) ?? (object)DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("redeemed_at", NpgsqlDbType.TimestampTz) { Value = given.RedeemedAt ?? (object)DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter("reference", NpgsqlDbType.Uuid) { Value = given.Reference?.Id ?? (object)DBNull.Value });

        // Whoever asked may be gone: that is why we are here.
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
