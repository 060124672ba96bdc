using System.Net;
using System.Text.Json;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Tests.Jose;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>Pushed authorization requests (RFC 9126).</summary>
public class PushAuthorizationTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ClientAuthMethod.ClientSecretBasic)]
    [InlineData(ClientAuthMethod.PrivateKeyJwt)]
    [InlineData(ClientAuthMethod.None)]
    public async Task A_pushed_request_becomes_tokens(ClientAuthMethod method)
    {
        using var key = ClientKey.Draw();
        using var app = method == ClientAuthMethod.PrivateKeyJwt ? await idp.KeyedAppAsync(key) : await AppAsync(client => client.AuthMethod = method);
        using var browser = idp.OpenBrowser();

        await browser.SignInAsync(await app.PushAsync(), await idp.SomebodyAsync());

        Assert.NotNull((await app.RedeemAsync(browser.CallbackUrl)).IdToken);
    }

    [Fact]
    public async Task The_answer_is_a_reference_that_nobody_guesses_or_keeps()
    {
        using var app = await AppAsync();

        using var answer = await app.SendPushAsync(app.RequestOf());

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
        Assert.Matches("^urn:ietf:params:oauth:request_uri:[A-Za-z0-9_-]{43}$", body.GetProperty("request_uri").GetString());
        Assert.Equal(60, body.GetProperty("expires_in").GetInt32());
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/cb", "invalid_request")]
    [InlineData("redirect_uri", "", "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge", "", "invalid_request")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("scope", "openid phone", "invalid_scope")]
    [InlineData("max_age", "x", "invalid_request")]
    [InlineData("state", "a\0b", "invalid_request")]
    [InlineData("request_uri", "urn:ietf:params:oauth:request_uri:abc", "invalid_request")]
    [InlineData("request_uri", "https://evil.example/request.jwt", "invalid_request")]
    [InlineData("request", "x", "invalid_request_object")]
    [InlineData("client_id", "another", "invalid_request")]
    public async Task What_is_wrong_is_said_at_once_and_to_the_client(string parameter, string value, string error)
    {
        using var app = await AppAsync();
        var request = app.RequestOf();
        request[parameter] = value;

        Assert.Equal(error, await (await app.SendPushAsync(request)).ErrorAsync());
    }

    [Fact]
    public async Task A_parameter_sent_twice_is_refused()
    {
        using var app = await AppAsync();
        var fields = app.RequestOf().Select(p => (p.Key, p.Value)).Append(("scope", "openid"));

        Assert.Equal("invalid_request", await (await app.PostAsync("/connect/par", [.. fields])).ErrorAsync());
    }

    [Fact]
    public async Task A_client_proves_who_it_is_as_at_the_token_endpoint()
    {
        using var app = await AppAsync();
        var form = string.Join('&', app.RequestOf().Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));

        using var nobody = await app.PostRawAsync("/connect/par", form, "application/x-www-form-urlencoded", authenticate: false);
        using var json = await app.PostRawAsync("/connect/par", "{}", "application/json");

        Assert.Equal("invalid_client", await nobody.ErrorAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("invalid_request", await json.ErrorAsync());
    }

    [Fact]
    public async Task A_client_of_another_grant_pushes_nothing()
    {
        using var app = await AppAsync(client => client.GrantTypes = ["client_credentials"]);

        Assert.Equal("unauthorized_client", await (await app.SendPushAsync(app.RequestOf())).ErrorAsync());
    }

    [Fact]
    public async Task What_stands_beside_the_reference_does_not_count()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        var url = await app.PushAsync() + "&state=outside&nonce=outside&scope=openid&redirect_uri=https%3A%2F%2Fevil.example&response_type=token";

        await browser.SignInAsync(url, await idp.SomebodyAsync());

        // Redeeming checks state and nonce.
        await app.RedeemAsync(browser.CallbackUrl);
    }

    [Fact]
    public async Task A_form_may_bring_it_too()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(), await idp.SomebodyAsync());
        var fields = (await app.PushAsync()).Split('?')[1].Split('&').Select(pair => pair.Split('=')).Select(p => (p[0], Uri.UnescapeDataString(p[1])));

        using var answer = await app.PostRawAsync(
            "/connect/authorize", string.Join('&', fields.Select(f => $"{f.Item1}={Uri.EscapeDataString(f.Item2)}")), "application/x-www-form-urlencoded", authenticate: false);
        await browser.GoToAsync(answer.Headers.Location!.ToString());

        await app.RedeemAsync(browser.CallbackUrl);
    }

    [Fact]
    public async Task A_client_registered_to_push_is_held_to_it()
    {
        using var app = await AppAsync(client => client.RequiresPushedRequest = true);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(app.AuthorizeUrl());
        Assert.Equal("invalid_request", app.Answer(browser.CallbackUrl)["error"]);
        await browser.SignInAsync(await app.PushAsync(), await idp.SomebodyAsync());

        await app.RedeemAsync(browser.CallbackUrl);
    }

    private Task<TestApp> AppAsync(Action<RegisteredClient>? change = null) => idp.Given.AppAsync(idp.Issuer, change);
}
