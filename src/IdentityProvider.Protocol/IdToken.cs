using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using IdentityProvider.Protocol.Jose;
using IdentityProvider.Protocol.Smart;

namespace IdentityProvider.Protocol;

/// <summary>The clinic on whose behalf a user signed in, and as what. Nobody's, for people without a membership.</summary>
/// <param name="PracticeId">The clinic's own identifier, as it stands in its practice details.</param>
/// <param name="Role">owner, admin, staff or patient.</param>
public sealed record ClinicClaims(Guid ClinicId, string PracticeId, string Name, string Role);

/// <summary>The emergency that opened the session, in place of an ordinary sign-in.</summary>
/// <param name="ReasonId">Under which the written reason is kept.</param>
/// <param name="EndsAt">UTC. No token of it lives longer.</param>
public sealed record EmergencyClaims(Guid ReasonId, DateTimeOffset EndsAt);

/// <summary>What one authorization established, and every token of it repeats: who, when, how, for which clinic.</summary>
/// <param name="Subject">Stable per user; never an address or a number.</param>
/// <param name="SessionId">The session it came from; null once the grant outlives it.</param>
public sealed record Authentication(
    string Subject, Guid? SessionId, Guid GrantId, string Acr, IReadOnlyList<string> Amr, DateTimeOffset AuthTime, ClinicClaims? Clinic)
{
    /// <summary>Claims about the user that the client named for the ID token (OpenID Connect Core §5.5).</summary>
    public IReadOnlyDictionary<string, object> Named { get; init; } = ImmutableDictionary<string, object>.Empty;

    /// <summary>Null for an ordinary sign-in.</summary>
    public EmergencyClaims? Emergency { get; init; }

    /// <summary>Where the app was opened, and the user as a FHIR resource; null for apps that did not ask.</summary>
    public LaunchContext? Launch { get; init; }
}

/// <summary>An ID token: tells one client about one sign-in (OpenID Connect Core §2).</summary>
public sealed record IdToken(string Issuer, Client Client, Authentication Authentication, DateTimeOffset IssuedAt)
{
    /// <summary>It is read once, on arrival; five minutes forgive a slow clock.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>As sent with the request; a refresh repeats none (OpenID Connect Core §12.2).</summary>
    public string? Nonce { get; init; }

    /// <summary>The access token issued beside it, bound by <c>at_hash</c> (§3.1.3.6).</summary>
    public string? AccessToken { get; init; }

    /// <remarks>Nothing of the scopes profile and email is in here, unless the client named it: it stands at userinfo (§5.4).</remarks>
    public IReadOnlyDictionary<string, object> ToClaims()
    {
        var claims = TokenClaims.Of(Issuer, new TargetResources([Client.Id]), Authentication, IssuedAt, IssuedAt + Lifetime);
        foreach (var (name, value) in Authentication.Named)
        {
            claims[name] = value;
        }

        claims.AddIfPresent("nonce", Nonce);
        claims.AddIfPresent("at_hash", AccessToken is null ? null : HalfHashOf(AccessToken, Client.IdTokenAlgorithm));
        claims.AddIfPresent("clinic_name", Authentication.Clinic?.Name);
        claims.AddIfPresent(SmartScopes.FhirUser, Authentication.Launch?.FhirUser);
        return claims;
    }

    // The left half of the hash that this token's signature uses.
    private static string HalfHashOf(string token, string algorithm)
    {
        var hash = CryptographicOperations.HashData(SigningAlgorithm.Find(algorithm)!.Hash, Encoding.ASCII.GetBytes(token));
        return Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2));
    }
}
