using System.Collections.Immutable;
using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Protocol;

/// <summary>How a client proves who it is (OpenID Connect Core §9). One per client: what is registered is what is accepted.</summary>
public enum ClientAuthMethod { None, ClientSecretBasic, ClientSecretPost, PrivateKeyJwt }

/// <summary>What a client is, as its developer answered. The defaults of its registration follow from it, and no rule of the protocol.</summary>
public enum ClientKind { Web, Browser, Native, Service, Smart, Device }

/// <summary>Which set of rules a client is held to. <see cref="Fapi2"/> is the FAPI 2.0 Security Profile: it refuses everything weaker.</summary>
public enum SecurityProfile { Baseline, Fapi2 }

/// <summary>What an access token is: a JWT that an API checks by itself (RFC 9068), or a reference that it asks us about (RFC 7662).</summary>
public enum AccessTokenFormat { Jwt, Reference }

/// <summary>Whether every client sees the same <c>sub</c> of a user, or each sector one of its own (OpenID Connect Core §8).</summary>
public enum SubjectType { Public, Pairwise }

/// <summary>What a client says about itself; shown to people and echoed to its developer, never believed (RFC 7591 §2).</summary>
public sealed record ClientAbout
{
    public static readonly ClientAbout Nothing = new();

    public string? ClientUri { get; init; }

    public string? LogoUri { get; init; }

    public string? PolicyUri { get; init; }

    public string? TosUri { get; init; }

    public ImmutableArray<string> Contacts { get; init; } = [];

    public string? SoftwareId { get; init; }

    public string? SoftwareVersion { get; init; }
}

/// <summary>A registered client as the rules see it: immutable, without its table.</summary>
public sealed record Client
{
    public required string Id { get; init; }

    /// <summary>What people read: "to continue to Lakeside EHR".</summary>
    public required string Name { get; init; }

    public ClientKind Kind { get; init; }

    public ClientAbout About { get; init; } = ClientAbout.Nothing;

    /// <summary>The developer it belongs to; null for one that an operator wrote into the configuration.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Somebody else's app: its users are asked what it may have (RFC 6749 §1.1). The clinic's own apps have that by registration.</summary>
    public bool IsThirdParty { get; init; }

    public SecurityProfile Profile { get; init; }

    /// <summary>The grants it may use; anything else is unauthorized_client (RFC 6749 §5.2).</summary>
    public ImmutableHashSet<GrantType> GrantTypes { get; init; } = [GrantType.AuthorizationCode];

    public ClientAuthMethod AuthMethod { get; init; } = ClientAuthMethod.ClientSecretBasic;

    /// <summary>At most two live at a time, so that a secret can be replaced without an hour of silence.</summary>
    public ImmutableArray<ClientSecret> Secrets { get; init; } = [];

    /// <summary>Its public keys as a JWK Set (RFC 7517 §5), or null. Beside <see cref="JwksUri"/> there is none.</summary>
    public string? Jwks { get; init; }

    /// <summary>Where its public keys are fetched from, or null.</summary>
    public string? JwksUri { get; init; }

    /// <summary>The one algorithm its assertions may be signed with (token_endpoint_auth_signing_alg); null for any that is offered.</summary>
    public string? AssertionAlgorithm { get; init; }

    /// <summary>The one algorithm its request objects may be signed with (RFC 9101 §10.5); null for any that is offered.</summary>
    public string? RequestObjectAlgorithm { get; init; }

    /// <summary>Whether its authorization requests must be signed (RFC 9101 §10.5, require_signed_request_object).</summary>
    public bool RequiresRequestObject { get; init; }

    /// <summary>Whether its authorization requests must be pushed (RFC 9126 §6).</summary>
    public bool RequiresPushedRequest { get; init; }

    /// <summary>Whether every token request must prove possession of a key (RFC 9449 §5.2, dpop_bound_access_tokens).</summary>
    public bool IsDpopBound { get; init; }

    /// <summary>A program on the user's device, whose loopback redirect URI may name any port (RFC 8252 §7.3).</summary>
    public bool IsNative { get; init; }

    public ImmutableArray<string> RedirectUris { get; init; } = [];

    public ImmutableArray<string> PostLogoutRedirectUris { get; init; } = [];

    /// <summary>Where it is told that a session ended (Back-Channel Logout 1.0 §2.2), or null.</summary>
    public string? BackChannelLogoutUri { get; init; }

    public bool BackChannelLogoutSessionRequired { get; init; }

    /// <summary>Where another site may start a sign-in (OpenID Connect Core §4), or null.</summary>
    public string? InitiateLoginUri { get; init; }

    /// <summary>Where the EHR launches it (SMART App Launch 2.2 §EHR launch), or null.</summary>
    public string? LaunchUri { get; init; }

    /// <summary>Origins whose scripts may read this client's answers.</summary>
    public ImmutableArray<string> CorsOrigins { get; init; } = [];

    public Scope Scopes { get; init; } = Scope.None;

    /// <summary>
    /// Whether the authorization request must carry an S256 challenge. Only a confidential client can be exempt, and owes
    /// a nonce then (RFC 9700 §2.1.1).
    /// </summary>
    public bool RequiresPkce { get; init; } = true;

    /// <summary>Whether it may hold refresh tokens at all.</summary>
    public bool MayRefresh => GrantTypes.Contains(GrantType.RefreshToken);

    /// <summary>
    /// Whether it gets a refresh token without <c>offline_access</c>, one that dies with the user's session. For browser apps:
    /// their hidden frames no longer see our cookies.
    /// </summary>
    public bool RefreshesWithinSession { get; init; }

    /// <summary>Which memberships may be used with it. At least one of the two is true for a client of any use.</summary>
    public bool ServesStaff { get; init; }

    public bool ServesPatients { get; init; }

    /// <summary>Whether an operator approved it for all clinics, those to come among them.</summary>
    public bool ServesEveryClinic { get; init; }

    /// <summary>The clinics that it was approved for, one by one. Neither this nor all: nobody can use it yet.</summary>
    public ImmutableArray<Guid> Clinics { get; init; } = [];

    /// <summary>Whether no clinic has approved it, or none any more.</summary>
    public bool ServesNobody => !ServesEveryClinic && Clinics.IsEmpty;

    /// <summary>Whether it may ask about everybody's tokens, not only its own and those aimed at its resources (RFC 7662 §4).</summary>
    public bool MayIntrospectAll { get; init; }

    /// <summary>The least assurance it accepts, or null. Asking for it is step-up: a trusted device never counts.</summary>
    public Acr? MinimumAcr { get; init; }

    /// <summary>max_age of a request that names none (OpenID Connect Registration §2), or null.</summary>
    public TimeSpan? DefaultMaxAge { get; init; }

    public SubjectType SubjectType { get; init; }

    /// <summary>Names the sector of pairwise subjects when the redirect URIs have several hosts (OpenID Connect Core §8.1); null otherwise.</summary>
    public string? SectorIdentifierUri { get; init; }

    /// <summary><c>aud</c> of its access tokens; null means the issuer.</summary>
    public string? DefaultAudience { get; init; }

    /// <summary>Clients may rely on RS256 without asking (OpenID Connect Core §15.1).</summary>
    public string IdTokenAlgorithm { get; init; } = "RS256";

    public string AccessTokenAlgorithm { get; init; } = "ES256";

    public AccessTokenFormat AccessTokenFormat { get; init; }

    /// <summary>How long an access token lives. A self-contained token cannot be called back, so staff get the shorter one.</summary>
    public TimeSpan? AccessTokenLifetime { get; init; }

    /// <summary>How long a refresh token may lie unused.</summary>
    public TimeSpan RefreshIdleLifetime { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long a family of refresh tokens lives in all, however busy.</summary>
    public TimeSpan RefreshAbsoluteLifetime { get; init; } = TimeSpan.FromDays(365);

    /// <summary>
    /// For a client with a bad network, at most ten seconds: so long a refresh token may come again while its successor is unused.
    /// Zero for everybody else.
    /// </summary>
    public TimeSpan RefreshRepeatWindow { get; init; }

    /// <summary>Whether an authorization request of it counts only when it was pushed: by registration, or by FAPI 2.0 §5.3.2.2.</summary>
    public bool MustPush => RequiresPushedRequest || Profile == SecurityProfile.Fapi2;

    /// <summary>Whether an authorization request of it must carry a challenge: by registration, or by FAPI 2.0 §5.3.2.2.</summary>
    public bool MustUsePkce => RequiresPkce || Profile == SecurityProfile.Fapi2;

    /// <summary>
    /// Whether each refresh brings another refresh token (RFC 9700 §4.14.2). FAPI 2.0 §5.3.2.1 forbids it where a stolen token is worth
    /// nothing without the client's key anyway: a lost answer must not cost the grant.
    /// </summary>
    public bool RotatesRefreshTokens => Profile != SecurityProfile.Fapi2;

    /// <summary>Public clients cannot keep a secret (RFC 6749 §2.1).</summary>
    public bool IsPublic => AuthMethod == ClientAuthMethod.None;

    public TimeSpan AccessTokenLifetimeFor(bool staff) => AccessTokenLifetime ?? TimeSpan.FromMinutes(staff ? 5 : 10);
}
