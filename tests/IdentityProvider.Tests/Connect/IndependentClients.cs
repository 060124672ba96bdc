using System.Security.Cryptography;
using IdentityProvider.Clients;
using IdentityProvider.Dev.Postgres;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Tests.Connect;

/// <summary>The apps that tests/clients/settings.mjs names, one for each way of being a client.</summary>
internal sealed class IndependentClients(IdpHost idp)
{
    public async Task<IReadOnlyDictionary<string, object>> RegisterAsync() => new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["post"] = await AppAsync(client => client.AuthMethod = ClientAuthMethod.ClientSecretPost),
        ["basic"] = await AppAsync(_ => { }),
        ["public"] = await AppAsync(client => client.AuthMethod = ClientAuthMethod.None),
        ["keyed"] = await KeyedAsync(),
        ["pushed"] = await AppAsync(client => client.RequiresPushedRequest = true),
        ["bound"] = await AppAsync(client => client.IsDpopBound = true),
        ["device"] = await AppAsync(client =>
        {
            (client.AuthMethod, client.Kind, client.RedirectUris) = (ClientAuthMethod.None, ClientKind.Device, []);
            client.GrantTypes = ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"];
        }),
        ["service"] = await AppAsync(client =>
        {
            (client.Kind, client.RedirectUris) = (ClientKind.Service, []);
            (client.GrantTypes, client.Scopes) = (["client_credentials"], ["api:read"]);
        }),
        ["guide"] = await GuideAsync(),
        ["api"] = await AppAsync(client => (client.MayIntrospectAll, client.GrantTypes) = (true, [])),
    };

    private async Task<object> AppAsync(Action<RegisteredClient> change)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, change);
        return new { client_id = app.ClientId, client_secret = app.Secret, redirect_uri = app.RedirectUri, signed_out_uri = app.SignedOutUri };
    }

    // The app of a guide listens by itself, so its addresses have a port that is free now.
    private async Task<object> GuideAsync()
    {
        var url = $"http://127.0.0.1:{FreePort.Any()}";
        using var app = await idp.Given.AppAsync(idp.Issuer, client => (client.RedirectUris, client.PostLogoutRedirectUris) = ([$"{url}/callback"], [$"{url}/"]));
        return new { client_id = app.ClientId, client_secret = app.Secret, redirect_uri = $"{url}/callback", signed_out_uri = $"{url}/" };
    }

    private async Task<object> KeyedAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(key) { KeyId = "client-1" });
        using var app = await idp.Given.AppAsync(idp.Issuer, client =>
        {
            client.AuthMethod = ClientAuthMethod.PrivateKeyJwt;
            client.Jwks = $$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"client-1","use":"sig","alg":"ES256","x":"{{jwk.X}}","y":"{{jwk.Y}}"}]}""";
        });
        var own = new { kty = "EC", crv = "P-256", kid = "client-1", x = jwk.X, y = jwk.Y, d = jwk.D };
        return new { client_id = app.ClientId, redirect_uri = app.RedirectUri, signed_out_uri = app.SignedOutUri, jwk = own };
    }
}
