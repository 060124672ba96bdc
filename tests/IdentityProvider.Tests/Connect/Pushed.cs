using System.Text.Json.Nodes;
using IdentityProvider.Protocol.Tests.Jose;
using IdentityProvider.Tests.Host;
using Microsoft.AspNetCore.WebUtilities;

namespace IdentityProvider.Tests.Connect;

/// <summary>Authorization requests that go another way than in the address: pushed before, or signed.</summary>
internal static class Pushed
{
    /// <summary>The parameters of a good authorization request, for the way the test sends them.</summary>
    public static Dictionary<string, string> RequestOf(this TestApp app, string scope = "openid profile", params (string Name, string Value)[] more) =>
        QueryHelpers.ParseQuery(app.AuthorizeUrl(scope, more).Split('?')[1]).ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);

    /// <summary>Pushes a request; whatever comes back.</summary>
    public static Task<HttpResponseMessage> SendPushAsync(this TestApp app, IReadOnlyDictionary<string, string> request) =>
        app.PostAsync("/connect/par", [.. request.Where(p => app.Secret is not null || p.Key != "client_id").Select(p => (p.Key, p.Value))]);

    /// <summary>Pushes a good request.</summary>
    /// <returns>Where the browser goes with it.</returns>
    public static async Task<string> PushAsync(this TestApp app, string scope = "openid profile", params (string Name, string Value)[] more)
    {
        using var answer = await app.SendPushAsync(app.RequestOf(scope, more));
        return app.UrlWith(await answer.MemberAsync("request_uri"));
    }

    public static string UrlWith(this TestApp app, string requestUri) =>
        $"/connect/authorize?client_id={app.ClientId}&request_uri={Uri.EscapeDataString(requestUri)}";

    /// <summary>A request object that is right but for the changes; a null takes a claim away.</summary>
    public static JsonObject ObjectOf(this IdpHost idp, TestApp app, params (string Name, JsonNode? Value)[] changes)
    {
        var now = idp.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = app.ClientId, ["aud"] = idp.Name(), ["iat"] = now, ["nbf"] = now, ["exp"] = now + 60 };
        foreach (var (name, value) in app.RequestOf())
        {
            claims[name] = value;
        }

        foreach (var (name, value) in changes)
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value;
            }
        }

        return claims;
    }

    /// <summary>An address with a request object signed by the key, and what stands beside it.</summary>
    public static string SignedUrl(this TestApp app, ClientKey key, JsonObject claims, string beside = "", string type = "oauth-authz-req+jwt") =>
        $"/connect/authorize?client_id={app.ClientId}{beside}&request={key.Sign(claims, new JsonObject { ["alg"] = key.Algorithm, ["kid"] = key.KeyId, ["typ"] = type })}";
}
