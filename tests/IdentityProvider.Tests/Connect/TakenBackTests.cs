using System.Net;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>What was taken back is as it was before, and a retry that overtakes the taking back is served.</summary>
public sealed class TakenBackTests(HangUpHost idp) : IClassFixture<HangUpHost>
{
    private const string Offline = "openid offline_access";

    [Fact]
    public async Task A_key_that_came_with_a_code_which_was_taken_back_binds_nothing()
    {
        using var caller = new DpopCaller(idp);
        var (app, browser) = await caller.SignedInAsync(Offline);
        using var closing = app;
        using var alsoClosing = browser;
        var code = app.CodeOf(browser.CallbackUrl);

        using (idp.HangUpAfter("update authorization_codes"))
        {
            Assert.False((await caller.SendCodeAsync(app, code, caller.Fresh())).IsSuccessStatusCode);
        }

        var refresh = await (await app.SendCodeAsync(code)).MemberAsync("refresh_token");
        Assert.Equal(HttpStatusCode.OK, (await app.SendRefreshAsync(refresh)).StatusCode);
    }

    [Fact]
    public async Task A_retry_that_found_the_code_spent_is_served_once_it_was_taken_back()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(Offline), await idp.SomebodyAsync());
        var code = app.CodeOf(browser.CallbackUrl);

        await CrossAsync("update authorization_codes", () => app.SendCodeAsync(code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_retry_that_found_the_refresh_token_spent_is_served_once_it_was_taken_back(bool bound)
    {
        using var caller = new DpopCaller(idp);
        var (app, browser) = await caller.SignedInAsync(Offline);
        using var closing = app;
        using var alsoClosing = browser;
        using var tokens = bound ? await caller.RedeemAsync(app, browser) : await app.SendCodeAsync(app.CodeOf(browser.CallbackUrl));
        var refresh = await tokens.MemberAsync("refresh_token");

        await CrossAsync("update refresh_tokens", () => bound ? caller.SendRefreshAsync(app, refresh, caller.Fresh()) : app.SendRefreshAsync(refresh));

        Assert.Null((await idp.GrantOfAsync(app)).EndedAt);
    }

    // The second request with the same thing is served, although it found it spent by the first, which nobody waited for.
    private async Task CrossAsync(string words, Func<Task<HttpResponseMessage>> send)
    {
        var (listener, spent) = idp.CrossAfter(words);
        using (listener)
        {
            var first = send();
            await spent;
            Assert.Equal(HttpStatusCode.OK, (await send()).StatusCode);
            Assert.False((await first).IsSuccessStatusCode);
        }
    }
}
