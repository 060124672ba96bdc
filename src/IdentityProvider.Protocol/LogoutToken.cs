namespace IdentityProvider.Protocol;

/// <summary>Tells one client that a session of one of its users has ended (OpenID Connect Back-Channel Logout 1.0 §2.4).</summary>
/// <param name="Subject">The user, as this client knows them.</param>
/// <param name="SessionId">The "sid" of the ID tokens that the client got from it.</param>
public sealed record LogoutToken(string Issuer, string ClientId, string Subject, Guid SessionId, DateTimeOffset IssuedAt)
{
    /// <summary>§2.4: keeps it from being taken for an ID token or an access token.</summary>
    public const string Type = "logout+jwt";

    /// <summary>§2.4 recommends two minutes at most. It is signed anew for every try.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <param name="tokenId">Unique per token: a client may refuse one it has seen.</param>
    /// <remarks>§2.4 forbids a nonce, so that nobody can use it as the ID token of some request.</remarks>
    public IReadOnlyDictionary<string, object> ToClaims(Guid tokenId) => new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["iss"] = Issuer,
        ["sub"] = Subject,
        ["aud"] = ClientId,
        ["iat"] = IssuedAt.ToUnixTimeSeconds(),
        ["exp"] = (IssuedAt + Lifetime).ToUnixTimeSeconds(),
        ["jti"] = tokenId.ToString(),
        ["sid"] = SessionId.ToString(),
        ["events"] = new Dictionary<string, object>(StringComparer.Ordinal) { [Event] = new Dictionary<string, object>(StringComparer.Ordinal) },
    };
}
