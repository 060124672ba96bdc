using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>A program at the registration endpoint.</summary>
internal sealed class RegistrationDoor(IdpHost idp) : IDisposable
{
    public const string Callback = "https://app.example/cb";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = idp.Issuer };

    /// <summary>Registers an app with one good redirect URI and these members besides (or instead).</summary>
    public Task<HttpResponseMessage> RegisterAsync(string? token, string members = "")
    {
        var body = new JsonObject { ["redirect_uris"] = new JsonArray(Callback) };
        foreach (var (name, value) in JsonNode.Parse($"{{{members}}}")!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        return SendAsync(HttpMethod.Post, "/connect/register", token, body.ToJsonString());
    }

    public async Task<JsonElement> RegisteredAsync(string token, string members = "")
    {
        using var response = await RegisterAsync(token, members);
        return await BodyAsync(response, HttpStatusCode.Created);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonElement> BodyAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        Assert.True(response.Headers.CacheControl?.NoStore);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>The body of an update that changes nothing: what was answered, without what the server alone decides (RFC 7592 §2.2).</summary>
    public static JsonObject Unchanged(JsonElement registered)
    {
        var body = JsonNode.Parse(registered.GetRawText())!.AsObject();
        foreach (var name in (string[])["registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"])
        {
            body.Remove(name);
        }

        return body;
    }

    public void Dispose() => _http.Dispose();
}
