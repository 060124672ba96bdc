using System.Text.Json;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

public class ClaimsParameterTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claims_are_told_where_they_were_named_and_nowhere_else()
    {
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(Url("openid", """{"userinfo":{"name":{"essential":true}},"id_token":{"email":null,"no-such-claim":null}}"""), person);

        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal(person.Email, tokens.IdToken.Find("email"));
        Assert.Null(tokens.IdToken.Find("name"));
        var userInfo = await UserInfoAsync(idp.App, tokens.AccessToken);
        Assert.True(userInfo.TryGetProperty("name", out _));
        Assert.False(userInfo.TryGetProperty("email", out _));
    }

    [Fact]
    public async Task An_app_that_is_not_registered_for_the_scope_is_not_told_the_claim()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, client => client.Scopes = ["openid"]);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid", ("claims", """{"userinfo":{"email":null},"id_token":{"email":null}}""")), await idp.SomebodyAsync());

        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        Assert.Null(tokens.IdToken.Find("email"));
        Assert.False((await UserInfoAsync(app, tokens.AccessToken)).TryGetProperty("email", out _));
    }

    [Fact]
    public async Task The_user_of_somebody_elses_app_is_asked_about_named_claims_too()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        var url = app.AuthorizeUrl("openid profile", ("claims", """{"id_token":{"email":null,"name":null}}"""));
        await browser.SignInAsync(url, await idp.SomebodyAsync());

        browser.Page.Says("Your e-mail address");
        await browser.SendAsync(browser.Leaving("profile"));
        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        Assert.Null(tokens.IdToken.Find("email"));
        Assert.NotNull(tokens.IdToken.Find("name"));
        Assert.Equal("openid profile", ConsentPages.ScopeOf(tokens));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"id_token":1}""")]
    [InlineData("""{"userinfo":{"name":"x"}}""")]
    public async Task What_is_no_claims_request_is_an_error(string claims)
    {
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(Url("openid", claims));

        Assert.Equal("invalid_request", idp.App.Answer(browser.CallbackUrl)["error"]);
    }

    [Fact]
    public async Task Another_user_than_the_named_one_is_not_answered_for()
    {
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(idp.App.AuthorizeUrl(), person);

        await browser.GoToAsync(Url("openid", """{"id_token":{"sub":{"value":"somebody-else"}}}""", ("prompt", "none")));
        Assert.Equal("login_required", idp.App.Answer(browser.CallbackUrl)["error"]);

        await browser.GoToAsync(Url("openid", "{\"id_token\":{\"sub\":{\"value\":\"" + person.Id + "\"}}}", ("prompt", "none")));
        Assert.True(idp.App.Answer(browser.CallbackUrl).ContainsKey("code"));
    }

    [Theory]
    [InlineData("""{"id_token":{"acr":{"essential":true,"values":["urn:other:gold"]}}}""", "unmet_authentication_requirements")]
    [InlineData("""{"id_token":{"acr":{"values":["urn:other:gold"]}}}""", null)]
    public async Task An_essential_acr_is_reached_or_refused(string claims, string? error)
    {
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(idp.App.AuthorizeUrl(), await idp.SomebodyAsync());

        await browser.GoToAsync(Url("openid", claims));

        Assert.Equal(error, idp.App.Answer(browser.CallbackUrl).GetValueOrDefault("error"));
    }

    [Fact]
    [Trait("Row", "B3")]
    public async Task An_essential_acr_asks_for_the_factor_that_is_missing()
    {
        using var browser = idp.OpenBrowser();
        var person = await idp.Given.WithPhoneAsync(await idp.SomebodyAsync());
        await browser.SignInAsync(Url("openid", """{"id_token":{"acr":{"essential":true,"value":"urn:idp:acr:aal2"}}}"""), person);

        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(person.Phone!));

        Assert.Equal("urn:idp:acr:aal2", (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Acr);
    }

    private string Url(string scope, string claims, params (string Name, string Value)[] more) => idp.App.AuthorizeUrl(scope, [("claims", claims), .. more]);

    private static async Task<JsonElement> UserInfoAsync(TestApp app, string accessToken)
    {
        using var answer = await app.UserInfoAsync(accessToken);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
    }
}
