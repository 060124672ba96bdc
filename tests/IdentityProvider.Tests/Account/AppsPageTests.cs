using System.Net;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Account;

public class AppsPageTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task An_app_with_access_is_listed_and_loses_it_at_a_press()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, client => client.IsThirdParty = true);
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(app.AuthorizeUrl("openid profile offline_access"), person);
        await browser.PressAsync("Allow");
        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        var page = await browser.GoToAsync("/account/apps");
        page.Says($"The App {app.ClientId}");
        page.Says("Also when you are away");
        page.Says("Your name and language");
        page = await browser.PressAsync("Remove access");

        page.Says("Access is removed");
        page.DoesNotSay($"The App {app.ClientId}");
        using var refused = await app.SendRefreshAsync(tokens.RefreshToken!);
        Assert.Equal("invalid_grant", await refused.ErrorAsync());
        using var userInfo = await app.UserInfoAsync(tokens.AccessToken);
        Assert.Equal(HttpStatusCode.Unauthorized, userInfo.StatusCode);
        Assert.Equal("/connect/consent", (await browser.GoToAsync(app.AuthorizeUrl("openid profile offline_access"))).Path);
        Assert.Contains("consent.withdrawn", await idp.AuditOfAsync(app));
    }

    [Fact]
    public async Task Nobody_ends_what_belongs_to_somebody_else()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var ann = idp.OpenBrowser();
        using var bob = idp.OpenBrowser();
        await ann.SignInAsync(app.AuthorizeUrl("openid offline_access"), await idp.SomebodyAsync());
        var hers = await app.RedeemAsync(ann.CallbackUrl);
        await bob.SignInAsync(app.AuthorizeUrl("openid offline_access"), await idp.SomebodyAsync());
        var his = await app.RedeemAsync(bob.CallbackUrl);

        await bob.GoToAsync("/account/apps");
        await bob.PressAsync("Remove access");

        using var refused = await app.SendRefreshAsync(his.RefreshToken!);
        Assert.Equal("invalid_grant", await refused.ErrorAsync());
        Assert.NotNull((await app.RefreshAsync(hers.RefreshToken!)).RefreshToken);
    }

    [Fact]
    public async Task An_app_of_a_session_that_ended_is_not_listed()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(app.AuthorizeUrl("openid"), person);
        await app.RedeemAsync(browser.CallbackUrl);
        Assert.Contains($"The App {app.ClientId}", (await browser.GoToAsync("/account/apps")).Text, StringComparison.Ordinal);

        await browser.PressAsync("Sign out");
        var page = await browser.SignInAsync(person, "/account/apps");

        page.Says("No app has access");
    }

    [Fact]
    public async Task It_asks_for_a_session()
    {
        using var browser = idp.OpenBrowser();

        Assert.Equal("/sign-in", (await browser.GoToAsync("/account/apps")).Path);
    }
}
