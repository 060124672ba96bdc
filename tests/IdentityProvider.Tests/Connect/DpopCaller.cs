using System.Net.Http.Headers;
using System.Text;
using IdentityProvider.Clients;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>A client with a key, and one with another, as the tests of DPoP send their requests.</summary>
internal sealed class DpopCaller(IdpHost idp) : IDisposable
{
    private readonly HttpClient _http = new();

    public ProvingKey Key { get; } = ProvingKey.Make();

    public ProvingKey Other { get; } = ProvingKey.Make();

    public Uri TokenUrl => new(idp.Issuer, "/connect/token");

    public Uri PushUrl => new(idp.Issuer, "/connect/par");

    public Uri UserInfoUrl => new(idp.Issuer, "/connect/userinfo");

    /// <summary>A proof for userinfo with this token.</summary>
    public string ProofFor(string token) => Key.Prove("GET", UserInfoUrl, idp.Clock.GetUtcNow(), token);

    /// <summary>A proof for the token endpoint.</summary>
    public string Fresh(ProvingKey? key = null) => (key ?? Key).Prove("POST", TokenUrl, idp.Clock.GetUtcNow());

    public Task<HttpResponseMessage> RedeemAsync(TestApp app, Browser browser, ProvingKey? key = null) =>
        SendCodeAsync(app, app.CodeOf(browser.CallbackUrl), Fresh(key));

    public Task<HttpResponseMessage> SendCodeAsync(TestApp app, (string Code, string Verifier) code, string proof) => PostAsync(
        app, proof, ("grant_type", "authorization_code"), ("code", code.Code), ("redirect_uri", app.RedirectUri), ("code_verifier", code.Verifier));

    public Task<HttpResponseMessage> SendRefreshAsync(TestApp app, string token, string proof) =>
        PostAsync(app, proof, ("grant_type", "refresh_token"), ("refresh_token", token));

    public Task<HttpResponseMessage> AskAsync(TestApp app, string proof) => PostAsync(app, proof, ("grant_type", "client_credentials"));

    /// <summary>Pushes a request with a proof for that endpoint.</summary>
    public Task<HttpResponseMessage> PushAsync(TestApp app, string proof, params (string Name, string Value)[] more) =>
        PostAsync(app, PushUrl, proof, [.. app.RequestOf("openid", more).Where(p => p.Key != "client_id").Select(p => (p.Key, p.Value))]);

    public Task<HttpResponseMessage> PostAsync(TestApp app, string proof, params (string Name, string Value)[] fields) => PostAsync(app, TokenUrl, proof, fields);

    private async Task<HttpResponseMessage> PostAsync(TestApp app, Uri url, string proof, (string Name, string Value)[] fields)
    {
        var form = fields.Select(field => KeyValuePair.Create(field.Name, field.Value));
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new FormUrlEncodedContent(app.Secret is null ? form.Append(new("client_id", app.ClientId)) : form),
        };
        request.Headers.TryAddWithoutValidation("DPoP", proof);
        if (app.Secret is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{app.ClientId}:{app.Secret}")));
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Userinfo with a token and as many DPoP headers as there are proofs.</summary>
    public async Task<HttpResponseMessage> UserInfoAsync(string token, IEnumerable<string> proofs, string scheme = "DPoP")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, UserInfoUrl);
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {token}");
        foreach (var proof in proofs)
        {
            request.Headers.TryAddWithoutValidation("DPoP", proof);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<(TestApp App, Browser Browser)> SignedInAsync(string scope, Action<RegisteredClient>? change = null)
    {
        var app = await idp.Given.AppAsync(idp.Issuer, change);
        var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(scope), await idp.SomebodyAsync());
        return (app, browser);
    }

    public void Dispose()
    {
        Key.Dispose();
        Other.Dispose();
        _http.Dispose();
    }
}
