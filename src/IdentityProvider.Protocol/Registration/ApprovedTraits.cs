using System.Security.Cryptography;
using System.Text.Json;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Protocol.Registration;

/// <summary>
/// What an app is to whoever approves it: its name, where people and notices are sent, how it proves itself and how it comes to tokens.
/// An approval is given to this. With another redirect URI or other keys it would be somebody else's approval.
/// </summary>
public static class ApprovedTraits
{
    /// <summary>A hash of all of it, so that an approval counts only for the app that was looked at.</summary>
    public static string HashOf(ClientMetadata client) => Hash(Traits(client, KeysOf(client.Jwks)));

    /// <summary>Whether it is the same app after a change.</summary>
    /// <param name="mayReplaceKeys">
    /// Whether other keys by value still make the same app: where whoever changes it has proven as much as for a new secret. Where its keys
    /// come from is never free.
    /// </param>
    public static bool AreSame(ClientMetadata before, ClientMetadata after, bool mayReplaceKeys) => mayReplaceKeys
        ? Hash(Traits(before, before.Jwks is null ? null : "by value")) == Hash(Traits(after, after.Jwks is null ? null : "by value"))
        : HashOf(before) == HashOf(after);

    private static string?[][] Traits(ClientMetadata client, string? keys) =>
    [
        [client.EffectiveName],
        Sorted(client.RedirectUris),
        Sorted(client.PostLogoutRedirectUris),
        Sorted(client.EffectiveCorsOrigins),
        [client.BackChannelLogoutUri, client.InitiateLoginUri, client.LaunchUri],
        [client.AuthMethod.ToString(), client.JwksUri, keys],
        Sorted(client.GrantTypes.Select(GrantTypes.NameOf)),
        [client.IsNative ? "native" : "web"],
        [client.SubjectType.ToString(), client.SectorIdentifierUri],
    ];

    private static string[] Sorted(IEnumerable<string> values) => [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    // A form gives the lines of a text back with other ends, so white space does not count. What cannot be read is compared as it stands.
    private static string? KeysOf(string? jwks)
    {
        try
        {
            return jwks is null ? null : JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(jwks));
        }
        catch (JsonException)
        {
            return jwks;
        }
    }

    private static string Hash(string?[][] traits) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(traits)));
}
