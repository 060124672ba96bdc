using System.Net;
using System.Text.Json;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Connect;

public class DiscoveryTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HttpClient Http => new() { BaseAddress = idp.Issuer };

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/oauth-authorization-server")]
    public async Task Every_endpoint_of_the_metadata_answers(string url)
    {
        using var http = Http;
        var document = JsonDocument.Parse(await http.GetStringAsync(new Uri(url, UriKind.Relative), Ct)).RootElement;

        var endpoints = document.EnumerateObject().Where(p => p.Name.EndsWith("_endpoint", StringComparison.Ordinal) || p.Name == "jwks_uri").ToList();
        Assert.Equal(10, endpoints.Count);
        Assert.Equal(idp.Issuer.ToString().TrimEnd('/'), document.GetProperty("issuer").GetString());
        foreach (var endpoint in endpoints)
        {
            using var answer = await http.GetAsync(new Uri(endpoint.Value.GetString()!), Ct);
            Assert.NotEqual(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_forged_host_changes_nothing()
    {
        using var http = Http;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/openid-configuration");
        request.Headers.Host = "evil.example";
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", "evil.example");

        using var answer = await http.SendAsync(request, Ct);

        Assert.DoesNotContain("evil.example", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_keys_that_every_client_may_rely_on_are_there_and_may_be_cached()
    {
        using var http = Http;

        using var answer = await http.GetAsync(new Uri("/.well-known/openid-configuration/jwks", UriKind.Relative), Ct);

        var keys = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("keys").EnumerateArray().ToList();
        Assert.Equal(["ES256", "ES384", "PS256", "RS256", "RS384"], keys.Select(key => key.GetProperty("alg").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(keys, key => Assert.False(key.TryGetProperty("d", out _)));
        Assert.Equal(TimeSpan.FromMinutes(15), answer.Headers.CacheControl?.MaxAge);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData("GET", "/connect/token")]
    [InlineData("PUT", "/connect/token")]
    [InlineData("GET", "/connect/revocation")]
    [InlineData("GET", "/connect/introspect")]
    [InlineData("PUT", "/connect/introspect")]
    [InlineData("DELETE", "/connect/authorize")]
    [InlineData("HEAD", "/connect/authorize")]
    [InlineData("POST", "/.well-known/openid-configuration/jwks")]
    [InlineData("DELETE", "/connect/userinfo")]
    public async Task Another_method_is_not_allowed(string method, string path)
    {
        using var http = Http;
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task Scripts_of_a_public_client_may_read_its_answers_and_those_of_others_may_not()
    {
        using var spa = await idp.Given.AppAsync(idp.Issuer, client =>
        {
            client.AuthMethod = ClientAuthMethod.None;
            client.CorsOrigins = ["https://spa.example"];
        });
        idp.Services.GetRequiredService<RegisteredClients>().Cache.Drop();

        Assert.Equal("https://spa.example", await PreflightAsync("https://spa.example"));
        Assert.Null(await PreflightAsync("https://evil.example"));
        Assert.Equal("https://spa.example", await AllowedAsync(spa, "https://spa.example"));
        Assert.Null(await AllowedAsync(spa, "https://evil.example"));
    }

    [Fact]
    public async Task A_script_may_read_the_nonce_it_shall_use_also_where_its_client_is_not_known()
    {
        using var spa = await idp.Given.AppAsync(idp.Issuer, client =>
        {
            client.AuthMethod = ClientAuthMethod.None;
            client.CorsOrigins = ["https://nonce.example"];
        });
        idp.Services.GetRequiredService<RegisteredClients>().Cache.Drop();
        using var http = Http;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        request.Headers.Add("Origin", "https://nonce.example");
        request.Headers.Add("Authorization", "DPoP x");

        using var answer = await http.SendAsync(request, Ct);

        Assert.Equal("https://nonce.example", OriginIn(answer));
        Assert.Equal("DPoP-Nonce, WWW-Authenticate", Assert.Single(answer.Headers.GetValues("Access-Control-Expose-Headers")));
    }

    [Fact]
    public async Task No_script_introspects()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, client => (client.AuthMethod, client.CorsOrigins) = (ClientAuthMethod.ClientSecretPost, ["https://spa.example"]));
        using var http = Http;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/introspect")
        {
            Content = new FormUrlEncodedContent([new("token", "x"), new("client_id", app.ClientId), new("client_secret", app.Secret!)]),
        };
        request.Headers.Add("Origin", "https://spa.example");
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/connect/introspect");
        preflight.Headers.Add("Origin", "https://spa.example");

        using var answer = await http.SendAsync(request, Ct);
        using var asked = await http.SendAsync(preflight, Ct);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Null(OriginIn(answer));
        Assert.Null(OriginIn(asked));
    }

    private async Task<string?> PreflightAsync(string origin)
    {
        using var http = Http;
        using var request = new HttpRequestMessage(HttpMethod.Options, "/connect/token");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await http.SendAsync(request, Ct);
        Assert.True(answer.IsSuccessStatusCode);
        return OriginIn(answer);
    }

    private async Task<string?> AllowedAsync(TestApp app, string origin)
    {
        using var http = Http;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", "x"), new("client_id", app.ClientId)]),
        };
        request.Headers.Add("Origin", origin);
        using var answer = await http.SendAsync(request, Ct);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        return OriginIn(answer);
    }

    private static string? OriginIn(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? Assert.Single(values) : null;
}
