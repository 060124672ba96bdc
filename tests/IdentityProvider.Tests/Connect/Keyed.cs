using System.Text.Json.Nodes;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Tests.Jose;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>Apps that say who they are with a key.</summary>
internal static class Keyed
{
    private static int _count;

    /// <summary>An app registered with the public part of a key, which signs an assertion for each of its requests.</summary>
    public static async Task<TestApp> KeyedAppAsync(this IdpHost idp, ClientKey key, Action<RegisteredClient>? change = null)
    {
        var app = await idp.Given.AppAsync(idp.Issuer, client =>
        {
            (client.AuthMethod, client.Jwks) = (ClientAuthMethod.PrivateKeyJwt, key.PublicSet);
            change?.Invoke(client);
        });
        app.NewAssertion = () => key.Sign(idp.ClaimsOf(app));
        return app;
    }

    /// <summary>The claims of an assertion that is right but for the change.</summary>
    /// <param name="json">The value instead, as JSON; null takes the claim away.</param>
    public static JsonObject ClaimsOf(this IdpHost idp, TestApp app, string? claim = null, string? json = null)
    {
        var now = idp.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = app.ClientId,
            ["sub"] = app.ClientId,
            ["aud"] = idp.Name(),
            ["jti"] = $"id-{Interlocked.Increment(ref _count)}",
            ["iat"] = now,
            ["exp"] = now + 60,
        };
        if (claim is not null)
        {
            claims.Remove(claim);
        }

        if (json is not null)
        {
            claims[claim!] = JsonNode.Parse(json);
        }

        return claims;
    }

    /// <summary>The issuer as it stands in tokens.</summary>
    public static string Name(this IdpHost idp) => idp.Issuer.ToString().TrimEnd('/');

    /// <summary>A token request that fails with invalid_grant if, and only if, the client was believed.</summary>
    public static Task<HttpResponseMessage> PingAsync(this TestApp app, params (string Name, string Value)[] more) =>
        app.PostAsync("/connect/token", [("grant_type", "authorization_code"), ("code", "no-such-code"), ("redirect_uri", app.RedirectUri), .. more]);

    /// <summary>The same with this assertion.</summary>
    public static Task<HttpResponseMessage> PingAsync(this TestApp app, string assertion)
    {
        app.NewAssertion = () => assertion;
        return app.PingAsync();
    }
}
