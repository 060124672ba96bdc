using System.Net;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Connect;

public class EndSessionTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task With_the_users_own_id_token_the_session_ends_and_the_browser_goes_back()
    {
        var (app, tokens, browser) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;

        await browser.GoToAsync($"/connect/endsession?id_token_hint={tokens.IdToken.Raw}&post_logout_redirect_uri={Back(app)}&state=s%20t");

        Assert.Equal($"{app.SignedOutUri}?state=s%20t", browser.CallbackUrl?.AbsoluteUri);
        Assert.Equal("login_required", await SilentErrorAsync(app, browser));
    }

    [Fact]
    public async Task Without_a_hint_the_user_is_asked_and_never_sent_anywhere()
    {
        var (app, _, browser) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;

        var page = await browser.GoToAsync($"/connect/endsession?client_id={app.ClientId}&post_logout_redirect_uri={Back(app)}");
        page.Says("Sign out?");
        Assert.Null(await SilentErrorAsync(app, browser));

        await browser.GoToAsync(page.Url.ToString());
        await browser.PressAsync("Sign out");
        Assert.Null(browser.CallbackUrl);
        browser.Page.Says("You are signed out");
        Assert.Equal("login_required", await SilentErrorAsync(app, browser));
    }

    [Fact]
    public async Task Somebody_elses_id_token_asks_first()
    {
        var (app, _, browser) = await SignedInAsync();
        var (otherApp, otherTokens, otherBrowser) = await SignedInAsync();
        using IDisposable a = app, b = browser, c = otherApp, d = otherBrowser;

        var page = await browser.GoToAsync($"/connect/endsession?id_token_hint={otherTokens.IdToken.Raw}");

        page.Says("Sign out?");
        Assert.Null(await SilentErrorAsync(app, browser));
    }

    [Fact]
    public async Task A_forged_id_token_asks_first_and_leads_nowhere()
    {
        var (app, tokens, browser) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;
        var parts = tokens.IdToken.Raw.Split('.');

        var page = await browser.GoToAsync($"/connect/endsession?id_token_hint={parts[0]}.{parts[1]}.AAAA&post_logout_redirect_uri={Back(app)}");

        page.Says("Sign out?");
        await browser.PressAsync("Sign out");
        Assert.Null(browser.CallbackUrl);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("BACK?x=y")]
    public async Task An_unregistered_return_is_a_page_and_the_session_stays(string uri)
    {
        var (app, tokens, browser) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;
        var back = Uri.EscapeDataString(uri.Replace("BACK", app.SignedOutUri, StringComparison.Ordinal));

        var page = await browser.GoToAsync($"/connect/endsession?id_token_hint={tokens.IdToken.Raw}&post_logout_redirect_uri={back}");

        Assert.Null(browser.CallbackUrl);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Null(await SilentErrorAsync(app, browser));
    }

    [Fact]
    public async Task A_POST_without_cookies_is_kept_for_the_GET_that_has_them()
    {
        var (app, tokens, browser) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;

        using var posted = await app.PostRawAsync(
            "/connect/endsession", $"id_token_hint={tokens.IdToken.Raw}&post_logout_redirect_uri={Back(app)}", "application/x-www-form-urlencoded", authenticate: false);
        Assert.Equal(HttpStatusCode.SeeOther, posted.StatusCode);
        var kept = await idp.WithAsync<IdpDbContext, List<string>>(db => db.PendingLogouts.Select(pending => pending.Parameters).ToListAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(kept, parameters => parameters.Contains(tokens.IdToken.Raw, StringComparison.Ordinal));

        await browser.GoToAsync(posted.Headers.Location!.ToString());
        Assert.Equal(app.SignedOutUri, browser.CallbackUrl?.AbsoluteUri);
        Assert.Equal("login_required", await SilentErrorAsync(app, browser));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?state=s")]
    public async Task Whoever_is_signed_out_already_is_told_so(string query)
    {
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync("/connect/endsession" + query);

        page.Says("You are signed out");
    }

    [Theory]
    [InlineData("?state=a&state=b")]
    [InlineData("?id_token_hint=%00")]
    [InlineData("?r=x")]
    public async Task What_cannot_be_read_is_a_page(string query)
    {
        using var browser = idp.OpenBrowser();

        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GoToAsync("/connect/endsession" + query)).Status);
    }

    private static string Back(TestApp app) => Uri.EscapeDataString(app.SignedOutUri);

    // Null while somebody is signed in.
    private static async Task<string?> SilentErrorAsync(TestApp app, Browser browser)
    {
        await browser.GoToAsync(app.AuthorizeUrl("openid", ("prompt", "none")));
        return app.Answer(browser.CallbackUrl).GetValueOrDefault("error");
    }

    private async Task<(TestApp App, Tokens Tokens, Browser Browser)> SignedInAsync()
    {
        var app = await idp.Given.AppAsync(idp.Issuer);
        var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(), await idp.SomebodyAsync());
        return (app, await app.RedeemAsync(browser.CallbackUrl), browser);
    }
}
