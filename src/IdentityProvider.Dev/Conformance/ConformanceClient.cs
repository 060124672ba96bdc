using System.Text.Json;

namespace IdentityProvider.Dev.Conformance;

/// <summary>A client as the configuration's sibling lists it: RFC 7591 metadata, with the id and secret already chosen.</summary>
internal sealed record ConformanceClient
{
    public required string ClientId { get; init; }

    public string? ClientName { get; init; }

    public string? ClientSecret { get; init; }

    public string TokenEndpointAuthMethod { get; init; } = "client_secret_basic";

    public string? TokenEndpointAuthSigningAlg { get; init; }

    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    public IReadOnlyList<string> PostLogoutRedirectUris { get; init; } = [];

    public IReadOnlyList<string> GrantTypes { get; init; } = ["authorization_code"];

    public string? Scope { get; init; }

    public string? ApplicationType { get; init; }

    public JsonElement? Jwks { get; init; }

    public string? JwksUri { get; init; }

    public bool RequirePushedAuthorizationRequests { get; init; }

    public bool DpopBoundAccessTokens { get; init; }

    public string? IdTokenSignedResponseAlg { get; init; }

    public string? BackchannelLogoutUri { get; init; }

    public bool BackchannelLogoutSessionRequired { get; init; }

    public IReadOnlyList<string> AllowedCorsOrigins { get; init; } = [];

    public bool MayIntrospectAllTokens { get; init; }

    public bool? RequirePkce { get; init; }

    /// <summary>RFC 7591 has no member for it: a client that asks for everything the FAPI 2.0 Security Profile asks for is held to it.</summary>
    public bool IsFapi => RequirePushedAuthorizationRequests && DpopBoundAccessTokens && TokenEndpointAuthMethod == "private_key_jwt";
}
