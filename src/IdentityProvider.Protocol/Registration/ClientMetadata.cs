using System.Collections.Immutable;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Protocol.Registration;

/// <summary>
/// What a client says about itself, by a registration request or a form of the developer pages (RFC 7591 §2, OpenID Connect
/// Registration 1.0 §2). It has no member for what others decide: clinics, roles, whose app it is, whether it may introspect every
/// token. Nobody can send what there is no place for.
/// </summary>
public sealed record ClientMetadata
{
    /// <summary>client_name; null when it did not say.</summary>
    public string? Name { get; init; }

    public ClientAbout About { get; init; } = ClientAbout.Nothing;

    public ClientKind Kind { get; init; }

    /// <summary>application_type native: a program on the user's device.</summary>
    public bool IsNative { get; init; }

    public SecurityProfile Profile { get; init; }

    public ImmutableHashSet<GrantType> GrantTypes { get; init; } = [GrantType.AuthorizationCode];

    /// <summary>Whether response_types has code; null when it did not say, and then it follows from the grant types.</summary>
    public bool? HasCodeResponse { get; init; }

    public ClientAuthMethod AuthMethod { get; init; } = ClientAuthMethod.ClientSecretBasic;

    /// <summary>token_endpoint_auth_signing_alg.</summary>
    public string? AssertionAlgorithm { get; init; }

    /// <summary>The JWK Set as it was sent.</summary>
    public string? Jwks { get; init; }

    public string? JwksUri { get; init; }

    public ImmutableArray<string> RedirectUris { get; init; } = [];

    public ImmutableArray<string> PostLogoutRedirectUris { get; init; } = [];

    public string? BackChannelLogoutUri { get; init; }

    public bool BackChannelLogoutSessionRequired { get; init; }

    public string? InitiateLoginUri { get; init; }

    /// <summary>launch_uri, a member of our own: where an EHR launches a SMART app.</summary>
    public string? LaunchUri { get; init; }

    /// <summary>allowed_cors_origins, a member of our own; null when it did not say.</summary>
    public ImmutableArray<string>? CorsOrigins { get; init; }

    /// <summary>What it asks for; null when it did not say.</summary>
    public Scope? Scopes { get; init; }

    /// <summary>require_pkce, a member of our own. True unless it says otherwise.</summary>
    public bool RequiresPkce { get; init; } = true;

    public bool RequiresPushedRequest { get; init; }

    public bool RequiresRequestObject { get; init; }

    public string? RequestObjectAlgorithm { get; init; }

    public bool IsDpopBound { get; init; }

    public SubjectType SubjectType { get; init; }

    public string? SectorIdentifierUri { get; init; }

    public string IdTokenAlgorithm { get; init; } = "RS256";

    /// <summary>access_token_format, a member of our own: jwt or reference.</summary>
    public AccessTokenFormat AccessTokenFormat { get; init; }

    public TimeSpan? DefaultMaxAge { get; init; }

    /// <summary>What a client has said about itself so far: what a form starts from.</summary>
    public static ClientMetadata Of(Client client) => new()
    {
        Name = client.Name,
        About = client.About,
        Kind = client.Kind,
        IsNative = client.IsNative,
        Profile = client.Profile,
        GrantTypes = client.GrantTypes,
        AuthMethod = client.AuthMethod,
        AssertionAlgorithm = client.AssertionAlgorithm,
        Jwks = client.Jwks,
        JwksUri = client.JwksUri,
        RedirectUris = client.RedirectUris,
        PostLogoutRedirectUris = client.PostLogoutRedirectUris,
        BackChannelLogoutUri = client.BackChannelLogoutUri,
        BackChannelLogoutSessionRequired = client.BackChannelLogoutSessionRequired,
        InitiateLoginUri = client.InitiateLoginUri,
        LaunchUri = client.LaunchUri,
        CorsOrigins = client.CorsOrigins,
        Scopes = client.Scopes,
        RequiresPkce = client.RequiresPkce,
        RequiresPushedRequest = client.RequiresPushedRequest,
        RequiresRequestObject = client.RequiresRequestObject,
        RequestObjectAlgorithm = client.RequestObjectAlgorithm,
        IsDpopBound = client.IsDpopBound,
        SubjectType = client.SubjectType,
        SectorIdentifierUri = client.SectorIdentifierUri,
        IdTokenAlgorithm = client.IdTokenAlgorithm,
        AccessTokenFormat = client.AccessTokenFormat,
        DefaultMaxAge = client.DefaultMaxAge,
    };

    public bool IsPublic => AuthMethod == ClientAuthMethod.None;

    public bool UsesCode => GrantTypes.Contains(GrantType.AuthorizationCode);

    /// <summary>The origins whose scripts may call for it: those it names, else, for an app in the browser, those it is redirected to.</summary>
    public ImmutableArray<string> EffectiveCorsOrigins => CorsOrigins
        ?? (IsPublic && !IsNative ? [.. RedirectUris.Select(ClientUri.OriginOf).OfType<string>().Distinct(StringComparer.Ordinal)] : []);

    /// <summary>The name that people see: the one it gave, else the host that it lives on.</summary>
    public string EffectiveName => Name
        ?? RedirectUris.Select(uri => Uri.TryCreate(uri, UriKind.Absolute, out var parsed) ? parsed.Host : "").FirstOrDefault(host => host.Length > 0)
        ?? "App";
}
