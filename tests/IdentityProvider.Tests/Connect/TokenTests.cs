using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

public class TokenTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Offline = "openid profile offline_access";

    [Fact]
    public async Task Of_two_hundred_redemptions_of_one_code_at_once_exactly_one_succeeds()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(), await idp.SomebodyAsync());
        var code = app.CodeOf(browser.CallbackUrl);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => app.SendCodeAsync(code)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(199, answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));

        // RFC 6749 §4.1.2: and what that one gave is taken back.
        Assert.Equal(GrantEnd.CodeReused, (await idp.GrantOfAsync(app)).EndReason);
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.UserInfoAsync(await answers.Single(answer => answer.IsSuccessStatusCode).MemberAsync("access_token"))).StatusCode);
        Assert.Single(await idp.AuditOfAsync(app), name => name == "authorization-code.reused");
    }

    [Fact]
    public async Task A_second_redemption_takes_back_what_the_first_gave()
    {
        var (app, browser) = await SignedInAsync(Offline);
        using var closing = app;
        using var alsoClosing = browser;
        var code = app.CodeOf(browser.CallbackUrl);
        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        Assert.Equal("invalid_grant", await (await app.SendCodeAsync(code)).ErrorAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);
        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(tokens.RefreshToken!)).ErrorAsync());
        Assert.Equal(GrantEnd.CodeReused, (await idp.GrantOfAsync(app)).EndReason);
        Assert.Contains("authorization-code.reused", await idp.AuditOfAsync(app));
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public async Task A_code_lives_for_sixty_seconds_and_not_one_longer(int seconds, bool lives)
    {
        var (app, browser) = await SignedInAsync("openid");
        using var closing = app;
        using var alsoClosing = browser;
        idp.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(lives, (await app.SendCodeAsync(app.CodeOf(browser.CallbackUrl))).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_code_of_another_client_is_worthless_and_stays_good_for_its_own()
    {
        var (app, browser) = await SignedInAsync("openid");
        using var closing = app;
        using var alsoClosing = browser;
        using var thief = await idp.Given.AppAsync(idp.Issuer);
        var code = app.CodeOf(browser.CallbackUrl);

        using var stolen = await thief.PostAsync("/connect/token", ("grant_type", "authorization_code"), ("code", code.Code), ("redirect_uri", app.RedirectUri), ("code_verifier", code.Verifier));
        Assert.Equal("invalid_grant", await stolen.ErrorAsync());

        Assert.Equal(HttpStatusCode.OK, (await app.SendCodeAsync(code)).StatusCode);
    }

    [Theory]
    [InlineData("redirect_uri", "http://127.0.0.1:7999/elsewhere")]
    [InlineData("redirect_uri", "")]
    [InlineData("code_verifier", "")]
    [InlineData("code_verifier", "abc")]
    [InlineData("code_verifier", "wrong-verifier-wrong-verifier-wrong-verifier-wrong")]
    public async Task A_request_that_does_not_fit_the_code_costs_the_code(string parameter, string value)
    {
        var (app, browser) = await SignedInAsync("openid");
        using var closing = app;
        using var alsoClosing = browser;
        var code = app.CodeOf(browser.CallbackUrl);

        Assert.Equal("invalid_grant", await (await app.SendCodeAsync(code, (parameter, value))).ErrorAsync());
        Assert.Equal("invalid_grant", await (await app.SendCodeAsync(code)).ErrorAsync());
    }

    [Fact]
    public async Task A_code_without_a_challenge_must_not_get_a_verifier()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, client => client.RequiresPkce = false);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid", ("code_challenge", ""), ("code_challenge_method", "")), await idp.SomebodyAsync());

        Assert.Equal("invalid_grant", await (await app.SendCodeAsync(app.CodeOf(browser.CallbackUrl))).ErrorAsync());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a\0b")]
    [InlineData("'; drop table grants;--")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_code_nobody_issued_is_an_error_and_nothing_more(string code)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);

        using var answer = await app.PostAsync("/connect/token", ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", app.RedirectUri));

        Assert.Matches("^invalid_(grant|request)$", await answer.ErrorAsync());
    }

    [Fact]
    public async Task Without_openid_there_is_no_id_token_and_no_userinfo()
    {
        var (app, browser) = await SignedInAsync("profile");
        using var closing = app;
        using var alsoClosing = browser;

        using var answer = await app.SendCodeAsync(app.CodeOf(browser.CallbackUrl));
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var tokens = System.Text.Json.JsonDocument.Parse(body);
        using var userInfo = await app.UserInfoAsync(tokens.RootElement.GetProperty("access_token").GetString()!);

        Assert.False(tokens.RootElement.TryGetProperty("id_token", out _));
        Assert.Equal(HttpStatusCode.Forbidden, userInfo.StatusCode);
        Assert.Contains("insufficient_scope", userInfo.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grant_type=password&username=a&password=b", "unsupported_grant_type")]
    [InlineData("grant_type=client_credentials", "unauthorized_client")]
    [InlineData("grant_type=", "invalid_request")]
    [InlineData("", "invalid_request")]
    [InlineData("grant_type=authorization_code&grant_type=authorization_code&code=a", "invalid_request")]
    [InlineData("grant_type=authorization_code&code=a&code=b", "invalid_request")]
    [InlineData("grant_type=authorization_code", "invalid_request")]
    [InlineData("grant_type=refresh_token", "invalid_request")]
    [InlineData("grant_type=refresh_token&refresh_token=%00", "invalid_request")]
    public async Task What_cannot_be_read_is_said(string form, string error)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);

        using var answer = await app.PostRawAsync("/connect/token", form, "application/x-www-form-urlencoded");

        Assert.Equal(error, await answer.ErrorAsync());
    }

    [Theory]
    [InlineData("""{"grant_type":"authorization_code"}""", "application/json")]
    [InlineData("grant_type=authorization_code", "text/plain")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\na\r\n--x--\r\n", "multipart/form-data; boundary=x")]
    public async Task Only_forms_are_read(string body, string type)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);

        using var answer = await app.PostRawAsync("/connect/token", body, type);

        Assert.Equal("invalid_request", await answer.ErrorAsync());
    }

    [Fact]
    public async Task Too_many_parameters_are_an_error_and_not_a_failure()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        var form = "grant_type=authorization_code&" + string.Join('&', Enumerable.Range(0, 5000).Select(i => $"p{i}=1"));

        using var answer = await app.PostRawAsync("/connect/token", form, "application/x-www-form-urlencoded");

        Assert.Equal("invalid_request", await answer.ErrorAsync());
    }

    [Fact]
    public async Task A_body_larger_than_any_form_is_refused()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);

        using var answer = await app.PostRawAsync("/connect/token", "code=" + new string('a', 200_000), "application/x-www-form-urlencoded");

        Assert.InRange((int)answer.StatusCode, 400, 499);
    }

    private async Task<(TestApp App, Browser Browser)> SignedInAsync(string scope)
    {
        var app = await idp.Given.AppAsync(idp.Issuer);
        var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(scope), await idp.SomebodyAsync());
        return (app, browser);
    }
}
