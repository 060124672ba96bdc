using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace IdentityProvider.Protocol;

/// <summary>Claims that a client is told because it named them, beside those its scopes stand for (OpenID Connect Core §5.5).</summary>
/// <param name="UserInfo">Names of claims, at userinfo.</param>
/// <param name="IdToken">Names of claims, in ID tokens.</param>
/// <remarks>
/// A claim stands behind a scope, and is told only to a client that could have asked for that scope: naming claims is a finer way to
/// ask, not a way around the registration or around what the user said no to.
/// </remarks>
public sealed record ReleasedClaims(ImmutableArray<string> UserInfo, ImmutableArray<string> IdToken)
{
    public static readonly ReleasedClaims None = new([], []);

    private static readonly FrozenDictionary<string, string> ScopeBehind = ProfileClaims.Names.Append("name")
        .Select(claim => KeyValuePair.Create(claim, Scope.Profile))
        .Concat([KeyValuePair.Create("email", Scope.Email), KeyValuePair.Create("email_verified", Scope.Email)])
        .ToFrozenDictionary(StringComparer.Ordinal);

    public bool IsNone => UserInfo.IsEmpty && IdToken.IsEmpty;

    /// <summary>The scopes that stand for these claims.</summary>
    public Scope Scopes => Scope.Of(UserInfo.Concat(IdToken).Select(name => ScopeBehind[name]));

    /// <summary>Whether a claim of this name can be asked for here. Those that are told to everybody need no asking.</summary>
    public static bool CanBeNamed(string claim) => ScopeBehind.ContainsKey(claim);

    /// <summary>The claims whose scope is among these.</summary>
    public ReleasedClaims Within(Scope allowed) =>
        new([.. UserInfo.Where(name => allowed.Contains(ScopeBehind[name]))], [.. IdToken.Where(name => allowed.Contains(ScopeBehind[name]))]);

    /// <summary>As a grant keeps them; null for none.</summary>
    public string? ToJson() => IsNone ? null : JsonSerializer.Serialize(new Dictionary<string, IEnumerable<string>>(StringComparer.Ordinal)
    {
        ["userinfo"] = UserInfo,
        ["id_token"] = IdToken,
    });

    /// <summary>Reads back what <see cref="ToJson"/> wrote.</summary>
    public static ReleasedClaims FromJson(string? json)
    {
        if (json is null)
        {
            return None;
        }

        var names = JsonSerializer.Deserialize<Dictionary<string, string[]>>(json)!;
        return new ReleasedClaims(Known(names, "userinfo"), Known(names, "id_token"));
    }

    // A claim that a later version knows no more is not told any more.
    private static ImmutableArray<string> Known(Dictionary<string, string[]> names, string where) => [.. names.GetValueOrDefault(where, []).Where(CanBeNamed)];
}
