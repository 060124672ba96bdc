using System.Collections.Immutable;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Protocol;

/// <summary>What userinfo may say about a user. A phone number is not among it: it never leaves this server.</summary>
/// <param name="Language">The language of the user's pages (BCP 47), or null for none chosen.</param>
/// <param name="Details">What else the profile says; its locale, where it has one, is more exact than the language of the pages.</param>
public sealed record UserProfile(string Subject, string Name, string Email, bool EmailVerified, string? Language, ProfileClaims Details)
{
    /// <summary>Claims that the client named for userinfo (OpenID Connect Core §5.5), beside those of its scopes.</summary>
    public ImmutableArray<string> Named { get; init; } = [];

    /// <summary>What there is to tell under these names. What was never said is left out (§5.3.2).</summary>
    public IReadOnlyDictionary<string, object> Tell(IEnumerable<string> names)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (ValueOf(name) is { } value)
            {
                claims[name] = value;
            }
        }

        return claims;
    }

    private object? ValueOf(string name) => name switch
    {
        "name" => Name,
        "email" => Email,
        "email_verified" => EmailVerified,
        "locale" => Details.Values.GetValueOrDefault(name) ?? Language,
        _ => Details.Values.GetValueOrDefault(name),
    };
}

/// <summary>The body of a userinfo answer: the claims that the access token's scopes stand for (OpenID Connect Core §5.3.2, §5.4).</summary>
public static class UserInfoResponse
{
    public static IReadOnlyDictionary<string, object> For(UserProfile user, Scope scope, ClinicClaims? clinic, LaunchContext? launch = null)
    {
        // sub is always there: the client compares it with the ID token's (§5.3.2).
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = user.Subject };
        var names = user.Named
            .Concat(scope.Contains(Scope.Profile) ? ["name", .. ProfileClaims.Names] : [])
            .Concat(scope.Contains(Scope.Email) ? ["email", "email_verified"] : []);
        foreach (var (name, value) in user.Tell(names))
        {
            claims[name] = value;
        }

        if (clinic is not null)
        {
            claims["clinic_id"] = clinic.ClinicId.ToString();
            claims["practice_id"] = clinic.PracticeId;
            claims["clinic_name"] = clinic.Name;
            claims["role"] = clinic.Role;
        }

        claims.AddIfPresent(SmartScopes.FhirUser, launch?.For(scope)?.FhirUser);
        return claims;
    }
}
