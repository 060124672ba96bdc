using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Clients;

/// <summary>A registered client as its table has it. The rules work on <see cref="ToClient"/>.</summary>
public sealed class RegisteredClient
{
    public RegisteredClient(string id, string name, ClientAuthMethod authMethod, DateTimeOffset now)
    {
        (Id, Name, AuthMethod, CreatedAt) = (id, name, authMethod, now);
    }

    /// <summary>client_id. Shown in URLs, never secret.</summary>
    public string Id { get; private init; }

    public string Name { get; set; }

    public ClientKind Kind { get; set; }

    public ClientAbout About { get; set; } = ClientAbout.Nothing;

    public Guid? OwnerId { get; set; }

    public bool IsThirdParty { get; set; }

    public SecurityProfile Profile { get; set; }

    /// <summary>By their wire names.</summary>
    public IReadOnlyList<string> GrantTypes { get; set; } = [AuthorizationCodeGrant.Name];

    public ClientAuthMethod AuthMethod { get; set; }

    public string? Jwks { get; set; }

    public string? JwksUri { get; set; }

    public string? AssertionAlgorithm { get; set; }

    public string? RequestObjectAlgorithm { get; set; }

    public bool RequiresRequestObject { get; set; }

    public bool RequiresPushedRequest { get; set; }

    public bool IsDpopBound { get; set; }

    public bool IsNative { get; set; }

    public IReadOnlyList<string> RedirectUris { get; set; } = [];

    public IReadOnlyList<string> PostLogoutRedirectUris { get; set; } = [];

    public string? BackChannelLogoutUri { get; set; }

    public bool BackChannelLogoutSessionRequired { get; set; }

    public string? InitiateLoginUri { get; set; }

    public string? LaunchUri { get; set; }

    public IReadOnlyList<string> CorsOrigins { get; set; } = [];

    public IReadOnlyList<string> Scopes { get; set; } = [];

    public bool RequiresPkce { get; set; } = true;

    public bool RefreshesWithinSession { get; set; }

    public bool ServesStaff { get; set; }

    public bool ServesPatients { get; set; }

    public bool ServesEveryClinic { get; set; }

    /// <summary>The clinics that approved it, when not all are served.</summary>
    public IReadOnlyList<Guid> Clinics { get; set; } = [];

    public bool MayIntrospectAll { get; set; }

    public Acr? MinimumAcr { get; set; }

    public TimeSpan? DefaultMaxAge { get; set; }

    public SubjectType SubjectType { get; set; }

    public string? SectorIdentifierUri { get; set; }

    public string? DefaultAudience { get; set; }

    public string IdTokenAlgorithm { get; set; } = "RS256";

    public string AccessTokenAlgorithm { get; set; } = "ES256";

    public AccessTokenFormat AccessTokenFormat { get; set; }

    /// <summary>At most 60 minutes; null for the default of the role.</summary>
    public TimeSpan? AccessTokenLifetime { get; set; }

    public TimeSpan RefreshIdleLifetime { get; set; } = TimeSpan.FromDays(90);

    public TimeSpan RefreshAbsoluteLifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>At most ten seconds.</summary>
    public TimeSpan RefreshRepeatWindow { get; set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Since when it is switched off; null while it works.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Since when an operator has it switched off. <see cref="DisabledAt"/> is the same moment then, unless its developer switched it off too.</summary>
    public DateTimeOffset? SuspendedAt { get; private set; }

    /// <summary>When its developer deleted it. It is switched off then as well, and kept for the log, which names it.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>SHA-256 of its registration access token (RFC 7592 §3); null when it is not managed by one.</summary>
    public byte[]? ManagementTokenHash { get; set; }

    /// <summary>What it reaches now.</summary>
    public Reach ReachNow => new()
    {
        Scopes = [.. Scopes],
        Staff = ServesStaff,
        Patients = ServesPatients,
        EveryClinic = ServesEveryClinic,
        Clinics = [.. Clinics],
    };

    /// <summary>Lets it reach this far and no further.</summary>
    public void Limit(Reach reach)
    {
        (Scopes, Clinics) = (reach.Scopes, reach.Clinics);
        (ServesStaff, ServesPatients, ServesEveryClinic) = (reach.Staff, reach.Patients, reach.EveryClinic);
    }

    /// <summary>Takes over what it says about itself, all but its name and how it authenticates.</summary>
    public void Describe(ClientMetadata metadata)
    {
        (Kind, About, Profile, IsNative) = (metadata.Kind, metadata.About, metadata.Profile, metadata.IsNative);
        GrantTypes = [.. metadata.GrantTypes.Order().Select(Protocol.Grants.GrantTypes.NameOf)];
        (Jwks, JwksUri, AssertionAlgorithm) = (metadata.Jwks, metadata.JwksUri, metadata.AssertionAlgorithm);
        (RequiresRequestObject, RequestObjectAlgorithm) = (metadata.RequiresRequestObject, metadata.RequestObjectAlgorithm);
        (RequiresPkce, RequiresPushedRequest, IsDpopBound) = (metadata.RequiresPkce, metadata.RequiresPushedRequest, metadata.IsDpopBound);
        (RedirectUris, PostLogoutRedirectUris, CorsOrigins) = (metadata.RedirectUris, metadata.PostLogoutRedirectUris, metadata.EffectiveCorsOrigins);
        (BackChannelLogoutUri, BackChannelLogoutSessionRequired) = (metadata.BackChannelLogoutUri, metadata.BackChannelLogoutSessionRequired);
        (InitiateLoginUri, LaunchUri, DefaultMaxAge) = (metadata.InitiateLoginUri, metadata.LaunchUri, metadata.DefaultMaxAge);
        (SubjectType, SectorIdentifierUri, IdTokenAlgorithm) = (metadata.SubjectType, metadata.SectorIdentifierUri, metadata.IdTokenAlgorithm);
        AccessTokenFormat = metadata.AccessTokenFormat;

        // An app in the browser cannot renew by a hidden frame, so it gets a refresh token that dies with the session.
        RefreshesWithinSession = metadata is { IsPublic: true, IsNative: false, UsesCode: true } && metadata.GrantTypes.Contains(GrantType.RefreshToken);
    }

    /// <summary>Its developer switches it off. What they say while an operator has it switched off counts when that is over (<see cref="Resume"/>).</summary>
    public void Disable(DateTimeOffset now) => DisabledAt = IsOffForOperatorAlone ? After(SuspendedAt!.Value, now) : DisabledAt ?? now;

    /// <summary>Its developer switches it on. What an operator switched off, or what is deleted, stays off.</summary>
    /// <returns>Whether it is on now.</returns>
    public bool TryEnable()
    {
        if (SuspendedAt is null && DeletedAt is null)
        {
            DisabledAt = null;
        }

        return DisabledAt is null;
    }

    /// <summary>An operator switches it off, over its developer's head.</summary>
    public void Suspend(DateTimeOffset now)
    {
        SuspendedAt ??= DisabledAt is { } off ? After(off, now) : now;
        DisabledAt ??= SuspendedAt;
    }

    /// <summary>An operator lets it work again. What its developer switched off, before or meanwhile, stays off: that was theirs to say.</summary>
    public void Resume()
    {
        DisabledAt = IsOffForOperatorAlone && DeletedAt is null ? null : DisabledAt;
        SuspendedAt = null;
    }

    public void Delete(DateTimeOffset now)
    {
        Disable(now);
        (DeletedAt, ManagementTokenHash) = (now, null);
    }

    public Client ToClient(IEnumerable<StoredClientSecret> secrets) => new()
    {
        Id = Id,
        Name = Name,
        Kind = Kind,
        About = About,
        OwnerId = OwnerId,
        IsThirdParty = IsThirdParty,
        Profile = Profile,
        GrantTypes = [.. GrantTypes.Select(Protocol.Grants.GrantTypes.Find).OfType<GrantType>()],
        AuthMethod = AuthMethod,
        Secrets = [.. secrets.Select(secret => new ClientSecret(secret.Hash, secret.ExpiresAt))],
        Jwks = Jwks,
        JwksUri = JwksUri,
        AssertionAlgorithm = AssertionAlgorithm,
        RequestObjectAlgorithm = RequestObjectAlgorithm,
        RequiresRequestObject = RequiresRequestObject,
        RequiresPushedRequest = RequiresPushedRequest,
        IsDpopBound = IsDpopBound,
        IsNative = IsNative,
        RedirectUris = [.. RedirectUris],
        PostLogoutRedirectUris = [.. PostLogoutRedirectUris],
        BackChannelLogoutUri = BackChannelLogoutUri,
        BackChannelLogoutSessionRequired = BackChannelLogoutSessionRequired,
        InitiateLoginUri = InitiateLoginUri,
        LaunchUri = LaunchUri,
        CorsOrigins = [.. CorsOrigins],
        Scopes = Scope.Of(Scopes),
        RequiresPkce = RequiresPkce,
        RefreshesWithinSession = RefreshesWithinSession,
        ServesStaff = ServesStaff,
        ServesPatients = ServesPatients,
        ServesEveryClinic = ServesEveryClinic,
        Clinics = [.. Clinics],
        MayIntrospectAll = MayIntrospectAll,
        MinimumAcr = MinimumAcr,
        DefaultMaxAge = DefaultMaxAge,
        SubjectType = SubjectType,
        SectorIdentifierUri = SectorIdentifierUri,
        DefaultAudience = DefaultAudience,
        IdTokenAlgorithm = IdTokenAlgorithm,
        AccessTokenAlgorithm = AccessTokenAlgorithm,
        AccessTokenFormat = AccessTokenFormat,
        AccessTokenLifetime = AccessTokenLifetime,
        RefreshIdleLifetime = RefreshIdleLifetime,
        RefreshAbsoluteLifetime = RefreshAbsoluteLifetime,
        RefreshRepeatWindow = RefreshRepeatWindow,
    };

    private bool IsOffForOperatorAlone => SuspendedAt is not null && DisabledAt == SuspendedAt;

    // Who switched it off is told by the two moments: they never fall together by chance.
    private static DateTimeOffset After(DateTimeOffset other, DateTimeOffset now) => now > other ? now : other.AddMilliseconds(1);

    // For EF, which fills the rest.
    private RegisteredClient() => (Id, Name) = ("", "");
}
