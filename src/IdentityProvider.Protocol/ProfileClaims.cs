using System.Collections.Immutable;
using System.Text.Json;

namespace IdentityProvider.Protocol;

/// <summary>
/// What a profile may say beyond the name: standard claims behind the scope <c>profile</c> (OpenID Connect Core §5.1, §5.4). They come with
/// an import; what was never said is left out of every answer.
/// </summary>
public sealed record ProfileClaims(ImmutableSortedDictionary<string, string> Values)
{
    public const int LongestValue = 200;

    public static readonly ProfileClaims None = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The names that are kept. Pictures, pages and gender are of no use at a clinic's door, and a phone number never leaves this server.</summary>
    public static readonly ImmutableArray<string> Names =
        ["given_name", "family_name", "middle_name", "nickname", "preferred_username", "birthdate", "zoneinfo", "locale"];

    /// <summary>Those of these claims that are kept here; empty and oversize values are none.</summary>
    public static ProfileClaims Of(IEnumerable<KeyValuePair<string, string>> claims) => new(claims
        .Where(claim => Names.Contains(claim.Key, StringComparer.Ordinal) && claim.Value.Length is > 0 and <= LongestValue)
        .ToImmutableSortedDictionary(StringComparer.Ordinal));

    /// <summary>As a user's row keeps them; null for none.</summary>
    public string? ToJson() => Values.IsEmpty ? null : JsonSerializer.Serialize(Values);

    /// <summary>Reads back what <see cref="ToJson"/> wrote. A claim that a later version does not know is not told any more.</summary>
    public static ProfileClaims FromJson(string? json) =>
        json is null ? None : Of(JsonSerializer.Deserialize<Dictionary<string, string>>(json)!);

    public bool Equals(ProfileClaims? other) => other is not null && ToJson() == other.ToJson();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToJson() ?? "");
}
