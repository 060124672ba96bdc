using System.Net;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

public class RevokeTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Handing_back_either_token_ends_the_grant(bool refresh)
    {
        var (app, tokens) = await SignedInAsync();
        using var closing = app;
        var token = refresh ? tokens.RefreshToken! : tokens.AccessToken;

        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/connect/revocation", ("token", token))).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);
        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(tokens.RefreshToken!)).ErrorAsync());
        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/connect/revocation", ("token", token))).StatusCode);
        Assert.Contains("token.revoked", await idp.AuditOfAsync(app));
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("a.b.c")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    public async Task An_unknown_token_is_a_success(string token)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);

        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/connect/revocation", ("token", token))).StatusCode);
    }

    [Fact]
    public async Task Another_clients_token_stays_alive()
    {
        var (app, tokens) = await SignedInAsync();
        using var closing = app;
        using var other = await idp.Given.AppAsync(idp.Issuer);

        await other.PostAsync("/connect/revocation", ("token", tokens.RefreshToken!));
        await other.PostAsync("/connect/revocation", ("token", tokens.AccessToken));

        Assert.Equal(HttpStatusCode.OK, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);
    }

    [Fact]
    public async Task The_token_is_needed_once()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);

        Assert.Equal("invalid_request", await (await app.PostAsync("/connect/revocation")).ErrorAsync());
        Assert.Equal("invalid_request", await (await app.PostAsync("/connect/revocation", ("token", "a"), ("token", "b"))).ErrorAsync());
    }

    private async Task<(TestApp App, Tokens Tokens)> SignedInAsync()
    {
        var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), await idp.SomebodyAsync());
        return (app, await app.RedeemAsync(browser.CallbackUrl));
    }
}
