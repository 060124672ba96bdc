using IdentityProvider.Protocol;
using IdentityProvider.Web;
using Npgsql;
using NpgsqlTypes;

namespace IdentityProvider.Access;

/// <summary>What a token request asks for, as far as it decides whether something is spent and what is stored with that.</summary>
/// <param name="Scope">Null for all of it.</param>
/// <param name="Resources">None for what the grant's tokens are for anyway.</param>
/// <param name="Defaults">What the grant's tokens are for when it names no resource.</param>
public sealed record TokenDemand(Client Client, Scope? Scope, TargetResources Resources, DefaultTargets Defaults, DpopProof? Proof)
{
    /// <summary>Whether the proof was used up by this very request before, which now tries once more.</summary>
    public bool IsSecondTry { get; init; }

    /// <summary>The proof that is still to be used up; null for none.</summary>
    internal DpopProof? ProofToUse => IsSecondTry ? null : Proof;

    /// <summary>The reference token that shall be good from then on; null for a client with self-contained ones.</summary>
    public ReferenceDraft? Reference { get; init; }
}

/// <summary>What tokens of a grant without resources are for: with openid in its scope userinfo as well.</summary>
public sealed record DefaultTargets(TargetResources Plain, TargetResources WithOpenId)
{
    public TargetResources Of(Scope granted) => granted.Contains(Scope.OpenId) ? WithOpenId : Plain;
}

/// <summary>A reference token that is drawn and not stored.</summary>
/// <param name="Token">As the client gets it.</param>
/// <param name="Until">When it ends; <paramref name="StaffUntil"/> for staff (UTC).</param>
public sealed record ReferenceDraft(Guid Id, string Token, byte[] Hash, DateTimeOffset Until, DateTimeOffset StaffUntil)
{
    public static ReferenceDraft Draw(Guid id, Client client, DateTimeOffset now)
    {
        var (value, hash) = RandomToken.Draw();
        return new ReferenceDraft(
            id, AccessTokens.ReferencePrefix + value, hash, now + client.AccessTokenLifetimeFor(staff: false), now + client.AccessTokenLifetimeFor(staff: true));
    }

    public override string ToString() => nameof(ReferenceDraft);
}

/// <summary>
/// The parts that the statements of the token endpoint share. What is given is stored by the statement that spends what it is given for: both or neither.
/// </summary>
internal static class GivenTokens
{
    /// <summary>What a grant's tokens can be for.</summary>
    public const string Granted = """
        case when cardinality(g.resources) > 0 then g.resources when 'openid' = any(g.scopes) then @openid_default else @plain_default end
        """;

    /// <summary>
    /// Whether one token may be for what is asked: within what was granted, and one API beside this server
    /// (<see cref="TargetResources.ForOneToken"/>).
    /// </summary>
    public const string IsForOneTarget = $"""
        (@resources is null or @resources <@ {Granted})
        and (select count(*) from unnest(coalesce(@resources, {Granted})) as aimed(uri) where aimed.uri <> @issuer) <= 1
        """;

    /// <summary>The first refresh token of a grant that gets one. If the request turns out wrong later, nobody has ever seen it.</summary>
    public static string FirstRefreshToken(string spent) => $"""
        insert into refresh_tokens (id, grant_id, hash, issued_at, expires_at)
        select @id, grant_id, @successor, @now, least(@idle_until, grant_expires_at) from {spent} where refresh <> 'None'
        """;

    /// <summary>
    /// The reference token of the request, if it is for one, with what <see cref="AccessToken"/> says of it; its end is that of
    /// <see cref="AccessToken.Lifetime"/>.
    /// </summary>
    /// <param name="spent">A part that has <see cref="StandingGrant.Columns"/>.</param>
    public static string Reference(string spent) => $"""
        insert into reference_tokens (id, hash, client_id, grant_id, scopes, audience, dpop_key, issued_at, expires_at)
        select @reference_id, @reference_hash, g.client_id, g.grant_id, coalesce(@scopes, g.scopes), coalesce(@resources, {Granted}), @key, @now,
            least(
                case when g.role is null or g.role = 'Patient' then @reference_until else @reference_staff_until end,
                case when g.emergency_id is not null then g.grant_expires_at end)
        from {spent} g where @reference_hash is not null
        """;

    public static void AddDemand(this NpgsqlParameterCollection parameters, TokenDemand demand, byte[] successor, DateTimeOffset now, string issuer)
    {
        parameters.AddWithValue("now", now);
        parameters.AddWithValue("issuer", issuer);
        parameters.AddWithValue("client", demand.Client.Id);
        parameters.AddWithValue("id", Guid.CreateVersion7(now));
        parameters.AddWithValue("successor", successor);
        parameters.AddWithValue("idle_until", now + demand.Client.RefreshIdleLifetime);
        AddTexts(parameters, "scopes", demand.Scope?.Values);
        AddTexts(parameters, "resources", demand.Resources.IsEmpty ? null : demand.Resources.Uris);
        AddTexts(parameters, "plain_default", demand.Defaults.Plain.Uris);
        AddTexts(parameters, "openid_default", demand.Defaults.WithOpenId.Uris);
        AddOrNull(parameters, "key", NpgsqlDbType.Text, demand.Proof?.KeyThumbprint);
        AddOrNull(parameters, "reference_id", NpgsqlDbType.Uuid, demand.Reference?.Id);
        AddOrNull(parameters, "reference_hash", NpgsqlDbType.Bytea, demand.Reference?.Hash);
        AddOrNull(parameters, "reference_until", NpgsqlDbType.TimestampTz, demand.Reference?.Until);
        AddOrNull(parameters, "reference_staff_until", NpgsqlDbType.TimestampTz, demand.Reference?.StaffUntil);
        if (demand.ProofToUse is { } proof)
        {
            parameters.AddProof(proof);
        }
    }

    private static void AddTexts(NpgsqlParameterCollection parameters, string name, IEnumerable<string>? texts) =>
        AddOrNull(parameters, name, NpgsqlDbType.Array | NpgsqlDbType.Text, texts?.ToArray());

    private static void AddOrNull(NpgsqlParameterCollection parameters, string name, NpgsqlDbType type, object? value) =>
        parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
}
