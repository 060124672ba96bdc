namespace IdentityProvider.Protocol.Smart;

/// <summary>What a FHIR base brings to its document, as it is registered.</summary>
/// <param name="Scopes">The clinical scopes that mean something to it.</param>
/// <param name="CanLaunch">Whether an EHR is registered that opens apps on it.</param>
public sealed record SmartFhirServer(IReadOnlyList<string> Scopes, bool CanLaunch);

/// <summary>
/// The document at <c>{FHIR base}/.well-known/smart-configuration</c> (SMART App Launch 2.2 §6.0). All that it says of this server is
/// taken from the OpenID Connect metadata, so the two cannot differ.
/// </summary>
public static class SmartConfiguration
{
    private static readonly string[] Copied =
    [
        "issuer", "jwks_uri", "authorization_endpoint", "token_endpoint", "registration_endpoint", "introspection_endpoint", "revocation_endpoint",
        "grant_types_supported", "response_types_supported", "token_endpoint_auth_methods_supported",
        "token_endpoint_auth_signing_alg_values_supported", "code_challenge_methods_supported",
    ];

    private static readonly string[] Always =
    [
        "launch-standalone", "authorize-post", "client-public", "client-confidential-symmetric", "sso-openid-connect",
        "context-standalone-patient", "permission-offline", "permission-online", "permission-patient", "permission-user",
        "permission-v1", "permission-v2",
    ];

    // Only an EHR that opens the app can bring these along.
    private static readonly string[] WithEhr =
        ["launch-ehr", "context-banner", "context-style", "context-ehr-patient", "context-ehr-encounter"];

    /// <param name="metadata">The server's own document (<see cref="DiscoveryDocument"/>).</param>
    /// <param name="managementUrl">Where users see and end what they allowed.</param>
    /// <param name="fhirBase">For one base; null for the server's own document, which speaks of all of them.</param>
    public static IReadOnlyDictionary<string, object> For(
        IReadOnlyDictionary<string, object> metadata, string managementUrl, SmartFhirServer? fhirBase)
    {
        var document = Copied.Where(metadata.ContainsKey).ToDictionary(name => name, name => metadata[name], StringComparer.Ordinal);
        document["management_endpoint"] = managementUrl;
        document["scopes_supported"] = ScopesOf(fhirBase);
        document["capabilities"] = CapabilitiesOf(metadata, fhirBase);
        return document;
    }

    private static string[] ScopesOf(SmartFhirServer? fhirBase) =>
    [
        .. Scope.OfOurOwn,
        .. SmartScopes.WithoutLetters.Except(Scope.OfOurOwn),
        .. fhirBase?.Scopes.Where(value => SmartScope.Parse(value) is not null) ?? ["patient/*.rs", "user/*.cruds", "system/*.rs"],
    ];

    private static string[] CapabilitiesOf(IReadOnlyDictionary<string, object> metadata, SmartFhirServer? fhirBase) =>
    [
        .. fhirBase is null or { CanLaunch: true } ? WithEhr : [],
        .. Always,
        .. Names(metadata, "token_endpoint_auth_methods_supported").Contains("private_key_jwt") ? new[] { "client-confidential-asymmetric" } : [],
    ];

    private static IEnumerable<string> Names(IReadOnlyDictionary<string, object> metadata, string name) =>
        metadata.GetValueOrDefault(name) as IEnumerable<string> ?? [];
}
