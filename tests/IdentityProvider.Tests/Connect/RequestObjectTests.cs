using System.Net;
using System.Text.Json.Nodes;
using IdentityProvider.Protocol.Tests.Jose;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>Authorization requests that the client has signed (RFC 9101, OpenID Connect Core §6.1).</summary>
public sealed class RequestObjectTests(IdpHost idp) : IClassFixture<IdpHost>, IDisposable
{
    private readonly ClientKey _key = ClientKey.Draw();

    private Task<TestApp> AppAsync(ClientKey? key = null) => idp.KeyedAppAsync(key ?? _key);

    [Theory]
    [InlineData("ES256", "oauth-authz-req+jwt")]
    [InlineData("ES384", "JWT")]
    [InlineData("PS256", "JWT")]
    [InlineData("RS256", "JWT")]
    [InlineData("RS384", "oauth-authz-req+jwt")]
    public async Task A_signed_request_becomes_tokens(string algorithm, string type)
    {
        using var key = ClientKey.Draw(algorithm);
        using var app = await AppAsync(key);
        using var browser = idp.OpenBrowser();

        await browser.SignInAsync(app.SignedUrl(key, idp.ObjectOf(app), type: type), await idp.SomebodyAsync());

        await app.RedeemAsync(browser.CallbackUrl);
    }

    [Fact]
    public async Task A_sign_in_may_take_longer_than_the_object_lives()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.GoToAsync(app.SignedUrl(_key, idp.ObjectOf(app)));
        await browser.SubmitAsync(new { person.Email });
        idp.Clock.Advance(TimeSpan.FromMinutes(10));

        await browser.SubmitAsync(new { person.Password });

        await app.RedeemAsync(browser.CallbackUrl);
    }

    [Fact]
    public async Task Only_what_is_in_the_object_counts()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        var beside = "&state=outer&nonce=outer&scope=openid+email&redirect_uri=https%3A%2F%2Fevil.example%2Fcb&response_type=token";

        await browser.SignInAsync(app.SignedUrl(_key, idp.ObjectOf(app), beside), await idp.SomebodyAsync());
        await app.RedeemAsync(browser.CallbackUrl);
        await browser.GoToAsync(app.SignedUrl(_key, idp.ObjectOf(app, ("state", null)), beside));

        Assert.Contains("code=", browser.CallbackUrl!.Query, StringComparison.Ordinal);
        Assert.DoesNotContain("state", browser.CallbackUrl.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exp", "1")]
    [InlineData("exp", null)]
    [InlineData("exp", "99999999999")]
    [InlineData("nbf", "9999999999")]
    [InlineData("aud", "\"https://other.example\"")]
    [InlineData("aud", null)]
    [InlineData("iss", "\"other\"")]
    [InlineData("client_id", "\"other\"")]
    [InlineData("request", "\"x\"")]
    [InlineData("request_uri", "\"urn:x\"")]
    public async Task A_wrong_claim_is_answered_to_the_app_where_its_address_stands_beside(string claim, string? json)
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        var claims = idp.ObjectOf(app, (claim, json is null ? null : JsonNode.Parse(json)));

        await browser.GoToAsync(app.SignedUrl(_key, claims, $"&state=s&redirect_uri={Uri.EscapeDataString(app.RedirectUri)}"));
        Assert.Equal(("invalid_request_object", "s"), (browser.Callback()["error"], browser.Callback()["state"]));

        var page = await browser.GoToAsync(app.SignedUrl(_key, claims, "&redirect_uri=https%3A%2F%2Fevil.example%2Fcb"));
        Assert.Null(browser.CallbackUrl);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    [Fact]
    public async Task An_assertion_is_no_request_object()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync(app.SignedUrl(_key, idp.ObjectOf(app, ("sub", app.ClientId)), type: "JWT"));

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    [Fact]
    public async Task An_address_that_is_not_registered_is_one_nobody_is_sent_to()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync(
            app.SignedUrl(_key, idp.ObjectOf(app, ("redirect_uri", "https://evil.example/cb")), $"&redirect_uri={Uri.EscapeDataString(app.RedirectUri)}"));

        Assert.Null(browser.CallbackUrl);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    [Fact]
    public async Task Another_key_or_none_is_refused()
    {
        using var thief = ClientKey.Draw();
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        var beside = $"&redirect_uri={Uri.EscapeDataString(app.RedirectUri)}";
        var unsigned = $"{ClientKey.Encode("""{"alg":"none"}""")}.{ClientKey.Encode(idp.ObjectOf(app).ToJsonString())}.";

        await browser.GoToAsync(app.SignedUrl(thief, idp.ObjectOf(app), beside));
        Assert.Equal("invalid_request_object", browser.Callback()["error"]);
        await browser.GoToAsync($"/connect/authorize?client_id={app.ClientId}{beside}&request={unsigned}");
        Assert.Equal("invalid_request_object", browser.Callback()["error"]);
    }

    [Fact]
    public async Task A_client_without_keys_signs_nothing()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(app.SignedUrl(_key, idp.ObjectOf(app), $"&redirect_uri={Uri.EscapeDataString(app.RedirectUri)}"));

        Assert.Equal("invalid_request_object", browser.Callback()["error"]);
    }

    [Fact]
    public async Task Object_and_reference_together_are_refused()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(app.SignedUrl(_key, idp.ObjectOf(app), $"&redirect_uri={Uri.EscapeDataString(app.RedirectUri)}&request_uri=urn%3Ax"));

        Assert.Equal("invalid_request", browser.Callback()["error"]);
    }

    [Fact]
    public async Task A_client_registered_to_sign_is_held_to_it_on_both_ways()
    {
        using var app = await idp.KeyedAppAsync(_key, client => client.RequiresRequestObject = true);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(app.AuthorizeUrl());
        Assert.Equal("invalid_request", app.Answer(browser.CallbackUrl)["error"]);
        Assert.Equal("invalid_request", await (await app.SendPushAsync(app.RequestOf())).ErrorAsync());
        await browser.SignInAsync(app.SignedUrl(_key, idp.ObjectOf(app)), await idp.SomebodyAsync());
        await app.RedeemAsync(browser.CallbackUrl);
    }

    [Fact]
    public async Task A_signed_request_may_be_pushed()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        using var answer = await app.PostAsync("/connect/par", ("request", _key.Sign(idp.ObjectOf(app))), ("state", "outer"), ("scope", "openid phone"));

        await browser.SignInAsync(app.UrlWith(await answer.MemberAsync("request_uri")), await idp.SomebodyAsync());

        await app.RedeemAsync(browser.CallbackUrl);
    }

    [Fact]
    public async Task A_pushed_object_of_somebody_else_is_refused()
    {
        using var other = await AppAsync();
        using var app = await AppAsync();

        Assert.Equal("invalid_request_object", await (await app.PostAsync("/connect/par", ("request", _key.Sign(idp.ObjectOf(other))))).ErrorAsync());
    }

    [Fact]
    public async Task A_form_may_bring_it_too()
    {
        using var app = await AppAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(), await idp.SomebodyAsync());
        var form = app.SignedUrl(_key, idp.ObjectOf(app)).Split('?')[1];

        using var answer = await app.PostRawAsync("/connect/authorize", form, "application/x-www-form-urlencoded", authenticate: false);
        await browser.GoToAsync(answer.Headers.Location!.ToString());

        await app.RedeemAsync(browser.CallbackUrl);
    }

    [Fact]
    public async Task An_object_beyond_any_length_is_refused()
    {
        using var app = await AppAsync();
        using var answer = await app.PostAsync("/connect/par", ("request", _key.Sign(idp.ObjectOf(app, ("nonce", new string('n', 9000))))));

        Assert.Equal("invalid_request", await answer.ErrorAsync());
    }

    public void Dispose() => _key.Dispose();
}
