using System.Net;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

public class FormPostTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task The_answer_is_a_form_that_posts_itself_and_stands_in_no_address()
    {
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(idp.App.AuthorizeUrl("openid", ("response_mode", "form_post")), person);

        var page = browser.Page;
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Null(browser.CallbackUrl);
        Assert.True(page.Headers.CacheControl?.NoStore);
        Assert.Equal(idp.App.RedirectUri, page.One("form").GetAttribute("action"));
        var nonce = page.One("script").GetAttribute("nonce");
        Assert.Contains($"'nonce-{nonce}'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.DoesNotContain("form-action", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.NotEmpty(page.All("noscript"));

        var fields = page.All("input[type=hidden]").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!);
        Assert.Equal(["code", "iss", "state"], fields.Keys.Order(StringComparer.Ordinal));
        var query = string.Join('&', fields.Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value)}"));
        Assert.Equal(person.Id.ToString(), (await idp.App.RedeemAsync(new Uri($"{idp.App.RedirectUri}?{query}"))).IdToken.Subject);
    }

    [Theory]
    [InlineData("prompt", "none", "login_required")]
    [InlineData("scope", "openid no-such-scope", "invalid_scope")]
    [InlineData("max_age", "soon", "invalid_request")]
    public async Task Errors_travel_the_same_way(string name, string value, string error)
    {
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(idp.App.AuthorizeUrl("openid", ("response_mode", "form_post"), (name, value)));

        Assert.Null(browser.CallbackUrl);
        Assert.Equal(error, browser.Page.One("input[name=error]").GetAttribute("value"));
        Assert.NotNull(browser.Page.One("input[name=iss]").GetAttribute("value"));
    }

    [Fact]
    public async Task What_a_client_sent_is_text_and_never_markup()
    {
        const string state = "\"><script>alert(1)</script>'&<x";
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync(idp.App.AuthorizeUrl("openid", ("response_mode", "form_post"), ("prompt", "none"), ("state", state)));

        Assert.Equal(state, page.One("input[name=state]").GetAttribute("value"));
        Assert.Single(page.All("script"));
    }

    [Fact]
    public async Task A_mode_nobody_knows_is_an_error_in_the_query()
    {
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(idp.App.AuthorizeUrl("openid", ("response_mode", "web_message")));

        Assert.Equal("invalid_request", browser.Callback()["error"]);
    }

    [Fact]
    public async Task Nothing_is_posted_to_an_address_that_is_not_registered()
    {
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync(idp.App.AuthorizeUrl("openid", ("response_mode", "form_post"), ("redirect_uri", "https://evil.example/cb")));

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.DoesNotContain("evil.example", page.Body, StringComparison.Ordinal);
    }
}
