using System.Collections.Immutable;

namespace IdentityProvider.Protocol;

/// <summary>How a client proves who it is (OpenID Connect Core §9). One per client: what is registered is what is accepted.</summary>
public enum ClientAuthMethod { None, ClientSecretBasic, ClientSecretPost }

/// <summary>A registered client as the rules see it: immutable, without its table.</summary>
public sealed record Client
{
    public required string Id { get; init; }

    /// <summary>What people read: "to continue to Lakeside EHR".</summary>
    public required string Name { get; init; }

    public ClientAuthMethod AuthMethod { get; init; } = ClientAuthMethod.ClientSecretBasic;

    /// <summary>At most two live at a time, so that a secret can be replaced without an hour of silence.</summary>
    public ImmutableArray<ClientSecret> Secrets { get; init; } = [];

    /// <summary>A program on the user's device, whose loopback redirect URI may name any port (RFC 8252 §7.3).</summary>
    public bool IsNative { get; init; }

    public ImmutableArray<string> RedirectUris { get; init; } = [];

    public ImmutableArray<string> PostLogoutRedirectUris { get; init; } = [];

    /// <summary>Origins whose scripts may read this client's answers.</summary>
    public ImmutableArray<string> CorsOrigins { get; init; } = [];

    public Scope Scopes { get; init; } = Scope.None;

    /// <summary>
    /// Whether the authorization request must carry an S256 challenge. Only a confidential client can be exempt, and owes
    /// a nonce then (RFC 9700 §2.1.1).
    /// </summary>
    public bool RequiresPkce { get; init; } = true;

    /// <summary>Whether it may hold refresh tokens at all.</summary>
    public bool MayRefresh { get; init; }

    /// <summary>
    /// Whether it gets a refresh token without <c>offline_access</c>, one that dies with the user's session. For browser apps:
    /// their hidden frames no longer see our cookies.
    /// </summary>
    public bool RefreshesWithinSession { get; init; }

    /// <summary>Which memberships may be used with it. At least one of the two is true for a client of any use.</summary>
    public bool ServesStaff { get; init; }

    public bool ServesPatients { get; init; }

    /// <summary>The clinics it serves; empty means all.</summary>
    public ImmutableArray<Guid> Clinics { get; init; } = [];

    /// <summary>The least assurance it accepts, or null. Asking for it is step-up: a trusted device never counts.</summary>
    public Acr? MinimumAcr { get; init; }

    /// <summary><c>aud</c> of its access tokens; null means the issuer.</summary>
    public string? DefaultAudience { get; init; }

    /// <summary>Clients may rely on RS256 without asking (OpenID Connect Core §15.1).</summary>
    public string IdTokenAlgorithm { get; init; } = "RS256";

    public string AccessTokenAlgorithm { get; init; } = "ES256";

    /// <summary>How long an access token lives. A self-contained token cannot be called back, so staff get the shorter one.</summary>
    public TimeSpan? AccessTokenLifetime { get; init; }

    /// <summary>How long a refresh token may lie unused.</summary>
    public TimeSpan RefreshIdleLifetime { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long a family of refresh tokens lives in all, however busy.</summary>
    public TimeSpan RefreshAbsoluteLifetime { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Public clients cannot keep a secret (RFC 6749 §2.1).</summary>
    public bool IsPublic => AuthMethod == ClientAuthMethod.None;

    public TimeSpan AccessTokenLifetimeFor(bool staff) => AccessTokenLifetime ?? TimeSpan.FromMinutes(staff ? 5 : 10);
}
