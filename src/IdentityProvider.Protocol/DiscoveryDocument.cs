using IdentityProvider.Protocol.Grants;
using IdentityProvider.Protocol.Jose;

namespace IdentityProvider.Protocol;

/// <summary>The server's metadata (OpenID Connect Discovery 1.0 §3, RFC 8414 §2). Every claim in it is true and tested.</summary>
public static class DiscoveryDocument
{
    private static readonly string[] ClientMethods = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];

    // RFC 7662 §4: a public client could be anybody.
    private static readonly string[] ConfidentialMethods = [.. ClientMethods.Where(method => method != "none")];

    /// <param name="issuer">The configured issuer; never taken from the request, whose Host header anyone can write.</param>
    /// <param name="endpoints">What is mapped: metadata name to path, for example token_endpoint to /connect/token.</param>
    /// <param name="grantTypes">The grants that the token endpoint answers.</param>
    public static IReadOnlyDictionary<string, object> For(
        string issuer, IEnumerable<KeyValuePair<string, string>> endpoints, IEnumerable<GrantType> grantTypes)
    {
        var document = new Dictionary<string, object>(StringComparer.Ordinal) { ["issuer"] = issuer };
        foreach (var (name, path) in endpoints)
        {
            document[name] = issuer.TrimEnd('/') + path;
        }

        foreach (var (name, value) in Capabilities)
        {
            document[name] = value;
        }

        document["grant_types_supported"] = grantTypes.Order().Select(GrantTypes.NameOf).ToArray();
        return document;
    }

    private static readonly KeyValuePair<string, object>[] Capabilities =
    [
        new("scopes_supported", Scope.OfOurOwn),
        new("response_types_supported", new[] { "code" }),
        new("response_modes_supported", ResponseModes.Offered),
        new("subject_types_supported", new[] { "public", "pairwise" }),
        new("acr_values_supported", AcrValues.Offered),
        new("claim_types_supported", new[] { "normal" }),
        new("claims_supported", (string[])
        [
            "iss", "sub", "aud", "iat", "exp", "auth_time", "nonce", "acr", "amr", "sid", "at_hash", "name", .. ProfileClaims.Names, "email",
            "email_verified", "clinic_id", "practice_id", "clinic_name", "role", "emergency", "emergency_reason",
        ]),
        new("id_token_signing_alg_values_supported", SigningAlgorithm.Names),
        new("token_endpoint_auth_methods_supported", ClientMethods),
        new("token_endpoint_auth_signing_alg_values_supported", SigningAlgorithm.Names),
        new("revocation_endpoint_auth_methods_supported", ClientMethods),
        new("revocation_endpoint_auth_signing_alg_values_supported", SigningAlgorithm.Names),
        new("request_object_signing_alg_values_supported", SigningAlgorithm.Names),
        new("introspection_endpoint_auth_methods_supported", ConfidentialMethods),
        new("introspection_endpoint_auth_signing_alg_values_supported", SigningAlgorithm.Names),
        new("dpop_signing_alg_values_supported", Dpop.Algorithms),
        new("code_challenge_methods_supported", new[] { Pkce.Method }),
        new("prompt_values_supported", new[] { "none", "login", "consent", "select_account" }),
        new("ui_locales_supported", new[] { "en", "es" }),
        new("authorization_response_iss_parameter_supported", true),

        // Their defaults in Discovery §3 are not all false, so each is said.
        new("claims_parameter_supported", true),
        new("backchannel_logout_supported", true),
        new("backchannel_logout_session_supported", true),
        new("request_parameter_supported", true),
        new("request_uri_parameter_supported", false),

        // A client can be registered for either; nobody is without having been (RFC 9126 §5, RFC 9101 §10.5).
        new("require_pushed_authorization_requests", false),
        new("require_signed_request_object", false),
    ];
}
