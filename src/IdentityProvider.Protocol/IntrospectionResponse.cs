using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Protocol;

/// <summary>What an API hears about a token it was sent (RFC 7662 §2.2; SMART App Launch 2.2 §token introspection).</summary>
public static class IntrospectionResponse
{
    // Ours alone: it would only tell an API which tokens came from one sign-in.
    private static readonly string[] Unsaid = [AccessToken.GrantClaim];

    /// <summary>Expired, revoked, unknown, or not for whoever asks: nothing more is said, so nobody learns which (§2.2, §4).</summary>
    public static IReadOnlyDictionary<string, object> Inactive { get; } = new Dictionary<string, object>(StringComparer.Ordinal) { ["active"] = false };

    /// <summary>A token that works: its claims, whether they stand in a JWT or with us.</summary>
    /// <param name="claims">As <see cref="AccessToken.ToClaims"/> has them.</param>
    /// <param name="tokenType">Bearer or DPoP; null for a refresh token, which is of no registered type.</param>
    /// <param name="launch">What stood beside it in the token response: SMART App Launch 2.2 §7.0 wants it repeated. Null for none.</param>
    public static IReadOnlyDictionary<string, object> Active(
        IEnumerable<KeyValuePair<string, object>> claims, string? tokenType, LaunchContext? launch = null)
    {
        var answer = new Dictionary<string, object>(StringComparer.Ordinal) { ["active"] = true };
        answer.AddIfPresent("token_type", tokenType);
        foreach (var (name, value) in claims.Where(claim => !Unsaid.Contains(claim.Key)))
        {
            answer[name] = value;
        }

        launch?.AddTo(answer);
        return answer;
    }

    /// <summary>
    /// Whether a client may know about an access token, wherever it is aimed: it was issued to it, or an operator lets it see all
    /// (RFC 7662 §4). Beside these may who runs an API that the token is for.
    /// </summary>
    /// <param name="owner">The client that the token was issued to.</param>
    public static bool MayKnow(Client asking, string owner) => asking.MayIntrospectAll || asking.Id == owner;

    /// <summary>
    /// Whether a client may know about a refresh token: its own one alone, and only by its own credentials. An API that was handed one in
    /// place of an access token hears that it does not work, and lets nobody in.
    /// </summary>
    /// <param name="byToken">Whether the one who asks is known by an access token, as APIs are.</param>
    public static bool MayKnowOfRefresh(Client asking, string owner, bool byToken) => !byToken && asking.Id == owner;
}
