namespace IdentityProvider.Protocol;

/// <summary>What an access token says: as a JWT in the profile of RFC 9068, or, when asked about a reference, by introspection.</summary>
/// <param name="Audience">The APIs it is for; this server's own issuer opens userinfo.</param>
/// <remarks>A JWT lives until it expires, wherever an API checks the signature alone. Userinfo also asks whether its grant still stands.</remarks>
public sealed record AccessToken(string Issuer, Client Client, Scope Scope, TargetResources Audience, DateTimeOffset IssuedAt)
{
    /// <summary>RFC 9068 §2.1: keeps an ID token from being taken for an access token.</summary>
    public const string Type = "at+jwt";

    /// <summary>Of our own: which grant it came from, so that userinfo and revocation find it.</summary>
    public const string GrantClaim = "grant_id";

    /// <summary>
    /// Of our own: the clinics that a client may speak for itself at, by their ids. Absent only for a client that serves every clinic, and
    /// where a user stands behind the token, whose one clinic it names.
    /// </summary>
    public const string ClinicsClaim = "clinic_ids";

    /// <summary>The user it speaks for; null when the client speaks for itself (RFC 6749 §4.4).</summary>
    public Authentication? Authentication { get; init; }

    /// <summary>Thumbprint of the key that whoever uses it must prove (RFC 9449 §6.1); null for a bearer token.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary><c>token_type</c> (RFC 6750 §6.1.1, RFC 9449 §5).</summary>
    public string TokenType => TypeOf(KeyThumbprint);

    public TimeSpan Lifetime => Authentication switch
    {
        null => Grants.ClientCredentialsGrant.LifetimeFor(Client, Scope),
        { Emergency: { } emergency } when emergency.EndsAt - IssuedAt < OfRole => emergency.EndsAt - IssuedAt,
        _ => OfRole,
    };

    private TimeSpan OfRole => Client.AccessTokenLifetimeFor(staff: Authentication?.Clinic is { Role: not "patient" });

    public static string TypeOf(string? keyThumbprint) => keyThumbprint is null ? "Bearer" : "DPoP";

    /// <param name="tokenId">Unique per token (RFC 9068 §2.2, <c>jti</c>).</param>
    public IReadOnlyDictionary<string, object> ToClaims(Guid tokenId)
    {
        var claims = Authentication is { } authentication
            ? TokenClaims.Of(Issuer, Audience, authentication, IssuedAt, IssuedAt + Lifetime)

            // RFC 9068 §2.2: the subject of a token that no user stands behind is the client.
            : TokenClaims.Of(Issuer, Audience, Client.Id, IssuedAt, IssuedAt + Lifetime);
        if (Authentication is null && !Client.ServesEveryClinic)
        {
            claims[ClinicsClaim] = Client.Clinics.Select(clinic => clinic.ToString()).ToArray();
        }

        claims["client_id"] = Client.Id;
        claims["jti"] = tokenId.ToString();
        claims["scope"] = Scope.ToString();
        claims.AddIfPresent(GrantClaim, Authentication?.GrantId.ToString());
        Authentication?.Launch?.For(Scope, Audience)?.AddClaimsTo(claims);
        if (KeyThumbprint is not null)
        {
            claims["cnf"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["jkt"] = KeyThumbprint };
        }

        return claims;
    }
}
