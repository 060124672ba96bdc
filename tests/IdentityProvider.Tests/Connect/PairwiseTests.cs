using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Connect;

public class PairwiseTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task A_sector_knows_a_user_under_a_name_of_its_own_everywhere_and_for_good()
    {
        using var app = await AppAsync("https://sector-a.example/uris.json");
        using var sibling = await AppAsync("https://sector-a.example/others.json");
        using var stranger = await AppAsync("https://sector-b.example/uris.json");
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), person);
        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        Assert.NotEqual(person.Id.ToString(), tokens.IdToken.Subject);
        Assert.Equal(tokens.IdToken.Subject, new JsonWebToken(tokens.AccessToken).Subject);
        using var userInfo = await app.UserInfoAsync(tokens.AccessToken);
        Assert.Equal(tokens.IdToken.Subject, await userInfo.MemberAsync("sub"));
        Assert.Equal(tokens.IdToken.Subject, (await app.RefreshAsync(tokens.RefreshToken!)).IdToken.Subject);

        Assert.Equal(tokens.IdToken.Subject, await SubjectAsync(browser, app));
        Assert.Equal(tokens.IdToken.Subject, await SubjectAsync(browser, sibling));
        Assert.NotEqual(tokens.IdToken.Subject, await SubjectAsync(browser, stranger));
        Assert.Equal(person.Id.ToString(), await SubjectAsync(browser, idp.App));
    }

    [Fact]
    public async Task Two_users_have_two_names()
    {
        using var app = await AppAsync("https://sector-c.example/uris.json");
        using var ann = idp.OpenBrowser();
        using var bob = idp.OpenBrowser();
        await ann.SignInAsync(app.AuthorizeUrl("openid"), await idp.SomebodyAsync());
        await bob.SignInAsync(app.AuthorizeUrl("openid"), await idp.SomebodyAsync());

        Assert.NotEqual((await app.RedeemAsync(ann.CallbackUrl)).IdToken.Subject, (await app.RedeemAsync(bob.CallbackUrl)).IdToken.Subject);
    }

    [Fact]
    public async Task A_hint_and_a_logout_understand_it()
    {
        using var app = await AppAsync("https://sector-d.example/uris.json");
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid"), await idp.SomebodyAsync());
        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("prompt", "none"), ("id_token_hint", tokens.IdToken.Raw)));
        Assert.True(app.Answer(browser.CallbackUrl).ContainsKey("code"));
        await browser.GoToAsync(app.AuthorizeUrl("openid", ("prompt", "none"), ("claims", "{\"id_token\":{\"sub\":{\"value\":\"" + tokens.IdToken.Subject + "\"}}}")));
        Assert.True(app.Answer(browser.CallbackUrl).ContainsKey("code"));
        using var other = idp.OpenBrowser();
        await other.SignInAsync(app.AuthorizeUrl("openid"), await idp.SomebodyAsync());
        await other.GoToAsync(app.AuthorizeUrl("openid", ("prompt", "none"), ("id_token_hint", tokens.IdToken.Raw)));
        Assert.Equal("login_required", app.Answer(other.CallbackUrl)["error"]);

        var back = Uri.EscapeDataString(app.SignedOutUri);
        await browser.GoToAsync($"/connect/endsession?id_token_hint={tokens.IdToken.Raw}&post_logout_redirect_uri={back}");
        Assert.Equal(app.SignedOutUri, browser.CallbackUrl?.AbsoluteUri);
        Assert.False(await browser.IsSignedInAsync());
    }

    private Task<TestApp> AppAsync(string sector) => idp.Given.AppAsync(idp.Issuer, client =>
    {
        client.SubjectType = SubjectType.Pairwise;
        client.SectorIdentifierUri = sector;
    });

    private static async Task<string> SubjectAsync(Browser browser, TestApp app)
    {
        await browser.GoToAsync(app.AuthorizeUrl("openid"));
        return (await app.RedeemAsync(browser.CallbackUrl)).IdToken.Subject;
    }
}
