namespace IdentityProvider.Protocol;

/// <summary>A self-contained access token: a JWT in the profile of RFC 9068.</summary>
/// <remarks>It lives until it expires, wherever an API checks the signature alone. Userinfo also asks whether its grant still stands.</remarks>
public sealed record AccessToken(string Issuer, Client Client, Authentication Authentication, Scope Scope, DateTimeOffset IssuedAt)
{
    /// <summary>RFC 9068 §2.1: keeps an ID token from being taken for an access token.</summary>
    public const string Type = "at+jwt";

    /// <summary>Of our own: which grant it came from, so that userinfo and revocation find it.</summary>
    public const string GrantClaim = "grant_id";

    public TimeSpan Lifetime => Client.AccessTokenLifetimeFor(staff: Authentication.Clinic is { Role: not "patient" });

    /// <param name="tokenId">Unique per token (RFC 9068 §2.2, <c>jti</c>).</param>
    public IReadOnlyDictionary<string, object> ToClaims(Guid tokenId)
    {
        var claims = TokenClaims.Of(Issuer, Client.DefaultAudience ?? Issuer, Authentication, IssuedAt, IssuedAt + Lifetime);
        claims["client_id"] = Client.Id;
        claims["jti"] = tokenId.ToString();
        claims["scope"] = Scope.ToString();
        claims[GrantClaim] = Authentication.GrantId.ToString();
        Authentication.Launch?.For(Scope)?.AddClaimsTo(claims);
        return claims;
    }
}
