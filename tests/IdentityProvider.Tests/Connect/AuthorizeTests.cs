using System.Net;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

public class AuthorizeTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task Somebody_signs_in_and_the_app_receives_tokens()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();

        await browser.SignInAsync(app.AuthorizeUrl(), person);
        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        Assert.Equal(person.Id.ToString(), tokens.IdToken.Subject);
        Assert.Equal("urn:idp:acr:aal1", tokens.IdToken.Acr);
        Assert.Equal(["pwd"], tokens.IdToken.Amr);
        Assert.Equal("staff", tokens.IdToken.Find("role"));
        Assert.Null(tokens.IdToken.Find("name"));
        Assert.Null(tokens.RefreshToken);
    }

    [Fact]
    public async Task Who_is_signed_in_already_goes_straight_back_with_the_same_auth_time()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(), await idp.SomebodyAsync());
        var first = await app.RedeemAsync(browser.CallbackUrl);
        idp.Clock.Advance(TimeSpan.FromMinutes(2));

        await browser.GoToAsync(app.AuthorizeUrl());
        var second = await app.RedeemAsync(browser.CallbackUrl);

        Assert.Equal(first.IdToken.AuthTime, second.IdToken.AuthTime);
        Assert.Equal(first.IdToken.SessionId, second.IdToken.SessionId);
    }

    [Fact]
    public async Task A_request_that_came_as_a_POST_without_cookies_finds_the_session_all_the_same()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(), await idp.SomebodyAsync());
        var url = new Uri(idp.Issuer, app.AuthorizeUrl());
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        using var posted = await http.PostAsync(
            new Uri(idp.Issuer, "/connect/authorize"),
            new StringContent(url.Query[1..], System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded")),
            TestContext.Current.CancellationToken);
        await browser.GoToAsync(posted.Headers.Location!.ToString());

        Assert.Equal(HttpStatusCode.SeeOther, posted.StatusCode);
        Assert.False(posted.Headers.Contains("Set-Cookie"));
        await app.RedeemAsync(browser.CallbackUrl);
    }

    [Theory]
    [InlineData("client_id", "no-such-app", "We do not know this app")]
    [InlineData("client_id", "", "We do not know this app")]
    [InlineData("client_id", "a\0b", "We do not know this app")]
    [InlineData("redirect_uri", "https://evil.example/", "We cannot send you back to this app")]
    [InlineData("redirect_uri", "", "We cannot send you back to this app")]
    [InlineData("state", "a\0b", "The app sent us something we cannot read")]
    public async Task When_nobody_can_be_answered_a_page_says_so(string parameter, string value, string title)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync(app.AuthorizeUrl("openid", (parameter, value), ("prompt", "none")));

        Assert.Null(browser.CallbackUrl);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        page.Says(title);
        Assert.DoesNotContain("evil.example", page.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("scope", "openid phone", "invalid_scope")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("request", "x", "invalid_request_object")]
    [InlineData("request_uri", "https://client.example/request.jwt", "request_uri_not_supported")]
    [InlineData("registration", "{}", "registration_not_supported")]
    [InlineData("max_age", "-1", "invalid_request")]
    [InlineData("nonce", "a\0b", "invalid_request")]
    [InlineData("id_token_hint", "garbage", "invalid_request")]
    public async Task A_bad_request_of_a_known_app_is_answered_to_the_app(string parameter, string value, string error)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(app.AuthorizeUrl("openid", (parameter, value)));

        Assert.Equal(error, app.Answer(browser.CallbackUrl)["error"]);
    }

    [Fact]
    public async Task A_parameter_sent_twice_is_answered_to_the_app_unless_it_is_its_address()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(app.AuthorizeUrl() + "&nonce=x");
        Assert.Equal("invalid_request", app.Answer(browser.CallbackUrl)["error"]);

        var page = await browser.GoToAsync(app.AuthorizeUrl() + "&redirect_uri=https%3A%2F%2Fevil.example");
        Assert.Null(browser.CallbackUrl);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    [Fact]
    public async Task A_client_without_the_right_audience_is_told_and_shown()
    {
        using var patientsOnly = await idp.Given.AppAsync(idp.Issuer, client => client.ServesStaff = false);
        using var browser = idp.OpenBrowser();

        await browser.SignInAsync(patientsOnly.AuthorizeUrl(), await idp.SomebodyAsync());
        Assert.Equal("/sign-in/no-access", browser.Page.Path);

        await browser.PressAsync($"Back to The App {patientsOnly.ClientId}");
        Assert.Equal("access_denied", patientsOnly.Answer(browser.CallbackUrl)["error"]);
    }

    [Fact]
    public async Task A_way_back_that_another_browser_began_leads_nowhere()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        using var thief = idp.OpenBrowser();
        await browser.GoToAsync(app.AuthorizeUrl());
        var attempt = QueryOf(browser.Page.Url)["a"];

        var page = await thief.GoToAsync($"/connect/authorize/resume?a={attempt}");

        Assert.Null(thief.CallbackUrl);
        page.Says("This sign-in has run out of time");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?a=x")]
    [InlineData("?r=x")]
    [InlineData("?r=00000000-0000-0000-0000-000000000000")]
    public async Task A_way_back_to_nothing_says_so(string query)
    {
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync("/connect/authorize/resume" + query);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        page.Says("This sign-in has run out of time");
    }

    private static Dictionary<string, Microsoft.Extensions.Primitives.StringValues> QueryOf(Uri url) =>
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(url.Query);
}
