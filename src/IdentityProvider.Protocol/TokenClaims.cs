namespace IdentityProvider.Protocol;

/// <summary>The claims that ID token and access token have in common.</summary>
internal static class TokenClaims
{
    public static Dictionary<string, object> Of(
        string issuer, string audience, Authentication authentication, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = issuer,
            ["sub"] = authentication.Subject,
            ["aud"] = audience,
            ["iat"] = issuedAt.ToUnixTimeSeconds(),
            ["exp"] = expiresAt.ToUnixTimeSeconds(),
            ["auth_time"] = authentication.AuthTime.ToUnixTimeSeconds(),
            ["acr"] = authentication.Acr,
            ["amr"] = authentication.Amr,
        };

        claims.AddIfPresent("sid", authentication.SessionId?.ToString());
        if (authentication.Clinic is { } clinic)
        {
            claims["clinic_id"] = clinic.ClinicId.ToString();
            claims["practice_id"] = clinic.PracticeId;
            claims["role"] = clinic.Role;
        }

        return claims;
    }

    public static void AddIfPresent(this Dictionary<string, object> claims, string name, string? value)
    {
        if (value is not null)
        {
            claims[name] = value;
        }
    }
}
