using System.Globalization;
using System.Text.Json;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Protocol.Registration;

/// <summary>Where and with what a client changes its own registration (RFC 7592 §3).</summary>
public sealed record ClientManagement(string Uri, string Token)
{
    public override string ToString() => Uri;
}

/// <summary>
/// What is registered, as the client is told (RFC 7591 §3.2.1). Rendered from the client itself and not from what was asked for: the two
/// may differ, and this is what the client must go by.
/// </summary>
public static class ClientInformation
{
    /// <param name="createdAt">When it was registered.</param>
    /// <param name="secret">A secret that was just drawn. It cannot be read back, so no other answer has one.</param>
    /// <param name="management">Where it is managed, for a client that may manage itself.</param>
    public static IReadOnlyDictionary<string, object> Of(Client client, DateTimeOffset createdAt, string? secret = null, ClientManagement? management = null)
    {
        IEnumerable<(string Name, object? Value)> members =
        [
            ("client_id", client.Id),
            ("client_id_issued_at", createdAt.ToUnixTimeSeconds()),
            ("client_secret", secret),

            // Required beside a secret; 0 says that it does not expire.
            ("client_secret_expires_at", secret is null ? null : 0),
            ("registration_client_uri", management?.Uri),
            ("registration_access_token", management?.Token),
            .. Identity(client), .. Texts(client), .. Security(client), .. Endpoints(client),
        ];
        return members.Where(member => member.Value is not null).ToDictionary(member => member.Name, member => member.Value!, StringComparer.Ordinal);
    }

    private static IEnumerable<(string Name, object? Value)> Identity(Client client) =>
    [
        ("client_name", client.Name),
        ("application_type", client.IsNative ? "native" : "web"),
        ("redirect_uris", Some(client.RedirectUris)),
        ("grant_types", client.GrantTypes.Order().Select(GrantTypes.NameOf).ToList()),
        ("response_types", client.GrantTypes.Contains(GrantType.AuthorizationCode) ? new[] { "code" } : []),
        ("scope", client.Scopes.IsEmpty ? null : client.Scopes.ToString()),
    ];

    private static IEnumerable<(string Name, object? Value)> Texts(Client client) =>
    [
        ("client_uri", client.About.ClientUri),
        ("logo_uri", client.About.LogoUri),
        ("policy_uri", client.About.PolicyUri),
        ("tos_uri", client.About.TosUri),
        ("contacts", Some(client.About.Contacts)),
        ("software_id", client.About.SoftwareId),
        ("software_version", client.About.SoftwareVersion),
    ];

    private static IEnumerable<(string Name, object? Value)> Security(Client client) =>
    [
        ("token_endpoint_auth_method", AuthMethodNames.NameOf(client.AuthMethod)),
        ("token_endpoint_auth_signing_alg", client.AssertionAlgorithm),
        ("jwks", client.Jwks is { } jwks ? JsonElement.Parse(jwks) : null),
        ("jwks_uri", client.JwksUri),
        ("id_token_signed_response_alg", client.IdTokenAlgorithm),
        ("access_token_format", client.AccessTokenFormat == AccessTokenFormat.Reference ? "reference" : null),
        ("request_object_signing_alg", client.RequestObjectAlgorithm),
        ("require_signed_request_object", client.RequiresRequestObject ? true : null),
        ("require_pushed_authorization_requests", client.RequiresPushedRequest ? true : null),
        ("require_pkce", client.RequiresPkce ? null : false),
        ("dpop_bound_access_tokens", client.IsDpopBound ? true : null),
        ("subject_type", client.SubjectType.ToString().ToLower(CultureInfo.InvariantCulture)),
        ("sector_identifier_uri", client.SectorIdentifierUri),

        // Every ID token has it, whatever was asked for.
        ("require_auth_time", true),
        ("default_max_age", client.DefaultMaxAge is { } age ? (long)age.TotalSeconds : null),
    ];

    private static IEnumerable<(string Name, object? Value)> Endpoints(Client client) =>
    [
        ("post_logout_redirect_uris", Some(client.PostLogoutRedirectUris)),
        ("backchannel_logout_uri", client.BackChannelLogoutUri),
        ("backchannel_logout_session_required", client.BackChannelLogoutSessionRequired ? true : null),
        ("initiate_login_uri", client.InitiateLoginUri),
        ("launch_uri", client.LaunchUri),
        ("allowed_cors_origins", Some(client.CorsOrigins)),
    ];

    // An empty list says no more than none, but for grants and responses: left out, those have defaults (RFC 7591 §2).
    private static string[]? Some(IReadOnlyCollection<string> values) => values.Count == 0 ? null : [.. values];
}
