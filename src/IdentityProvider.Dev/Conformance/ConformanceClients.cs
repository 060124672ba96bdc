using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;
using IdentityProvider.Users;

namespace IdentityProvider.Dev.Conformance;

/// <summary>Registers the clients and APIs of a conformance configuration.</summary>
internal sealed class ConformanceClients(IdpDbContext db, ClientSecrets secrets, InitialAccessTokens tokens, TimeProvider clock)
{
    public async Task WriteAsync(ConformanceFile file, CancellationToken ct)
    {
        foreach (var api in file.Resources)
        {
            db.Resources.Add(new Resource(api.Id, api.Id, clock.GetUtcNow()) { Scopes = api.Scopes, ServesEveryClinic = true });
        }

        foreach (var wanted in file.Clients)
        {
            db.Clients.Add(Registered(wanted));
            if (wanted.ClientSecret is { } secret)
            {
                await secrets.AddAsync(wanted.ClientId, secret, ct);
            }
        }

        if (file.InitialAccessToken is { } initialAccessToken)
        {
            Write(initialAccessToken, file.Resources.SelectMany(api => api.Scopes).Distinct(StringComparer.Ordinal));
        }
    }

    // What registers itself by it is as free as the clients above.
    private void Write(string initialAccessToken, IEnumerable<string> scopes)
    {
        var developer = db.Users.Add(new User("developer@conformance.example", "Conformance developer", clock.GetUtcNow()) { IsDeveloper = true, IsOperator = true }).Entity;
        var reach = new Reach { Scopes = [.. Scope.OfOurOwn, .. scopes], Staff = true, Patients = true, EveryClinic = true };
        tokens.Add(initialAccessToken, "conformance", developer.Id, reach, new TokenLimits(Uses: 1_000_000, InitialAccessTokens.LongestLife));
    }

    // Other people's apps, so that a user can say no to them; for everybody, so that no approval stands in the way.
    private RegisteredClient Registered(ConformanceClient wanted) => new(wanted.ClientId, wanted.ClientName ?? wanted.ClientId, MethodOf(wanted), clock.GetUtcNow())
    {
        IsThirdParty = true,
        ServesStaff = true,
        ServesPatients = true,
        ServesEveryClinic = true,
        Kind = KindOf(wanted),
        IsNative = wanted.ApplicationType == "native",
        Profile = wanted.IsFapi ? SecurityProfile.Fapi2 : SecurityProfile.Baseline,
        GrantTypes = wanted.GrantTypes,
        Scopes = wanted.Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        RedirectUris = wanted.RedirectUris,
        PostLogoutRedirectUris = wanted.PostLogoutRedirectUris,
        CorsOrigins = wanted.AllowedCorsOrigins,
        Jwks = wanted.Jwks?.GetRawText(),
        JwksUri = wanted.JwksUri,
        AssertionAlgorithm = wanted.TokenEndpointAuthSigningAlg,
        RequiresPkce = wanted.RequirePkce ?? true,
        RequiresPushedRequest = wanted.RequirePushedAuthorizationRequests,
        IsDpopBound = wanted.DpopBoundAccessTokens,
        IdTokenAlgorithm = wanted.IdTokenSignedResponseAlg ?? "RS256",
        BackChannelLogoutUri = wanted.BackchannelLogoutUri,
        BackChannelLogoutSessionRequired = wanted.BackchannelLogoutSessionRequired,
        MayIntrospectAll = wanted.MayIntrospectAllTokens,
    };

    private static ClientAuthMethod MethodOf(ConformanceClient wanted) => wanted.TokenEndpointAuthMethod switch
    {
        "none" => ClientAuthMethod.None,
        "client_secret_post" => ClientAuthMethod.ClientSecretPost,
        "private_key_jwt" => ClientAuthMethod.PrivateKeyJwt,
        "client_secret_basic" => ClientAuthMethod.ClientSecretBasic,
        var unknown => throw new DevException($"{wanted.ClientId} wants to authenticate by {unknown}, which this provider does not do."),
    };

    private static ClientKind KindOf(ConformanceClient wanted) => wanted switch
    {
        { ApplicationType: "native" } => ClientKind.Native,
        { AllowedCorsOrigins.Count: > 0 } => ClientKind.Browser,
        _ when wanted.GrantTypes.Contains(DeviceGrant) => ClientKind.Device,
        _ when wanted.RedirectUris.Count == 0 => ClientKind.Service,
        _ => ClientKind.Web,
    };

    private const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
}
