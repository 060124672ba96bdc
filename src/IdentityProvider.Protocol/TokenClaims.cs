namespace IdentityProvider.Protocol;

/// <summary>The claims that ID token and access token have in common.</summary>
internal static class TokenClaims
{
    /// <summary>What every token has (RFC 7519 §4.1). One audience stands alone, several as a list (§4.1.3).</summary>
    public static Dictionary<string, object> Of(string issuer, TargetResources audience, string subject, DateTimeOffset issuedAt, DateTimeOffset expiresAt) =>
        new(StringComparer.Ordinal)
        {
            ["iss"] = issuer,
            ["sub"] = subject,
            ["aud"] = audience.Uris is [var only] ? only : audience.Uris,
            ["iat"] = issuedAt.ToUnixTimeSeconds(),
            ["exp"] = expiresAt.ToUnixTimeSeconds(),
        };

    /// <summary>What every token about a user has.</summary>
    public static Dictionary<string, object> Of(
        string issuer, TargetResources audience, Authentication authentication, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        var claims = Of(issuer, audience, authentication.Subject, issuedAt, expiresAt);
        claims["auth_time"] = authentication.AuthTime.ToUnixTimeSeconds();
        claims["acr"] = authentication.Acr;
        claims["amr"] = authentication.Amr;
        claims.AddIfPresent("sid", authentication.SessionId?.ToString());
        if (authentication.Clinic is { } clinic)
        {
            claims["clinic_id"] = clinic.ClinicId.ToString();
            claims["practice_id"] = clinic.PracticeId;
            claims["role"] = clinic.Role;
        }

        if (authentication.Emergency is { } emergency)
        {
            claims["emergency"] = true;
            claims["emergency_reason"] = emergency.ReasonId.ToString();
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
