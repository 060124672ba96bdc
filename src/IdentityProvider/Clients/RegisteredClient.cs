using IdentityProvider.Protocol;

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

    public ClientAuthMethod AuthMethod { get; set; }

    public bool IsNative { get; set; }

    public IReadOnlyList<string> RedirectUris { get; set; } = [];

    public IReadOnlyList<string> PostLogoutRedirectUris { get; set; } = [];

    public IReadOnlyList<string> CorsOrigins { get; set; } = [];

    public IReadOnlyList<string> Scopes { get; set; } = [];

    public bool RequiresPkce { get; set; } = true;

    public bool MayRefresh { get; set; }

    public bool RefreshesWithinSession { get; set; }

    public bool ServesStaff { get; set; }

    public bool ServesPatients { get; set; }

    /// <summary>The clinics it serves; empty means all.</summary>
    public IReadOnlyList<Guid> Clinics { get; set; } = [];

    public Acr? MinimumAcr { get; set; }

    public string? DefaultAudience { get; set; }

    public string IdTokenAlgorithm { get; set; } = "RS256";

    public string AccessTokenAlgorithm { get; set; } = "ES256";

    /// <summary>At most 60 minutes; null for the default of the role.</summary>
    public TimeSpan? AccessTokenLifetime { get; set; }

    public TimeSpan RefreshIdleLifetime { get; set; } = TimeSpan.FromDays(90);

    public TimeSpan RefreshAbsoluteLifetime { get; set; } = TimeSpan.FromDays(365);

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Since when it is switched off; null while it works.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    public Client ToClient(IEnumerable<StoredClientSecret> secrets) => new()
    {
        Id = Id,
        Name = Name,
        AuthMethod = AuthMethod,
        Secrets = [.. secrets.Select(secret => new ClientSecret(secret.Hash, secret.ExpiresAt))],
        IsNative = IsNative,
        RedirectUris = [.. RedirectUris],
        PostLogoutRedirectUris = [.. PostLogoutRedirectUris],
        CorsOrigins = [.. CorsOrigins],
        Scopes = Scope.Of(Scopes),
        RequiresPkce = RequiresPkce,
        MayRefresh = MayRefresh,
        RefreshesWithinSession = RefreshesWithinSession,
        ServesStaff = ServesStaff,
        ServesPatients = ServesPatients,
        Clinics = [.. Clinics],
        MinimumAcr = MinimumAcr,
        DefaultAudience = DefaultAudience,
        IdTokenAlgorithm = IdTokenAlgorithm,
        AccessTokenAlgorithm = AccessTokenAlgorithm,
        AccessTokenLifetime = AccessTokenLifetime,
        RefreshIdleLifetime = RefreshIdleLifetime,
        RefreshAbsoluteLifetime = RefreshAbsoluteLifetime,
    };

    // For EF, which fills the rest.
    private RegisteredClient() => (Id, Name) = ("", "");
}
