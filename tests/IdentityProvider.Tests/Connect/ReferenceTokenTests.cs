using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Connect;

/// <summary>Access tokens that are a name: each can be ended alone, and the database does not know them.</summary>
public class ReferenceTokenTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Offline = "openid offline_access";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_is_handed_back_and_the_others_of_its_grant_live_on()
    {
        var (app, tokens) = await SignedInAsync();
        using var closing = app;
        var next = await app.RefreshAsync(tokens.RefreshToken!);
        Assert.StartsWith(AccessTokens.ReferencePrefix, tokens.AccessToken, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/connect/revocation", ("token", tokens.AccessToken))).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);
        Assert.False((await app.IntrospectAsync(tokens.AccessToken)).GetProperty("active").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await app.UserInfoAsync(next.AccessToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.SendRefreshAsync(next.RefreshToken!)).StatusCode);
        Assert.Contains("access-token.revoked", await idp.AuditOfAsync(app));
    }

    [Fact]
    public async Task Another_client_cannot_end_it_and_its_own_can_twice()
    {
        var (app, tokens) = await SignedInAsync();
        using var closing = app;
        using var other = await idp.Given.AppAsync(idp.Issuer);

        Assert.Equal(HttpStatusCode.OK, (await other.PostAsync("/connect/revocation", ("token", tokens.AccessToken))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/connect/revocation", ("token", tokens.AccessToken))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/connect/revocation", ("token", tokens.AccessToken))).StatusCode);
        Assert.Single(await idp.AuditOfAsync(app), name => name == "access-token.revoked");
    }

    [Fact]
    public async Task What_ends_the_grant_ends_it()
    {
        var (app, tokens) = await SignedInAsync();
        using var closing = app;

        await app.PostAsync("/connect/revocation", ("token", tokens.RefreshToken!));

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);
    }

    [Fact]
    public async Task The_database_holds_its_hash_and_not_the_token()
    {
        var (app, tokens) = await SignedInAsync();
        using var closing = app;

        var row = await idp.WithAsync<IdpDbContext, ReferenceToken>(db => db.ReferenceTokens.SingleAsync(t => t.ClientId == app.ClientId, Ct));

        Assert.Equal(32, row.Hash.Length);
        Assert.DoesNotContain(Convert.ToHexString(row.Hash), tokens.AccessToken, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(tokens.AccessToken, row.Id.ToString());
    }

    [Fact]
    public async Task A_client_that_speaks_for_itself_hands_back_either_kind()
    {
        foreach (var format in Enum.GetValues<AccessTokenFormat>())
        {
            using var app = await idp.ServiceAsync(client => client.AccessTokenFormat = format);
            var token = await (await app.AskAsync()).MemberAsync("access_token");
            var kept = await (await app.AskAsync()).MemberAsync("access_token");
            Assert.True((await app.IntrospectAsync(token)).GetProperty("active").GetBoolean());

            Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/connect/revocation", ("token", token))).StatusCode);

            Assert.False((await app.IntrospectAsync(token)).GetProperty("active").GetBoolean());
            Assert.True((await app.IntrospectAsync(kept)).GetProperty("active").GetBoolean());
            Assert.Equal(HttpStatusCode.OK, (await app.PostAsync("/connect/revocation", ("token", token))).StatusCode);
            Assert.Single(await idp.AuditOfAsync(app), name => name == "access-token.revoked");
        }
    }

    private async Task<(TestApp App, Tokens Tokens)> SignedInAsync(Action<RegisteredClient>? change = null)
    {
        var app = await idp.Given.AppAsync(idp.Issuer, client =>
        {
            client.AccessTokenFormat = AccessTokenFormat.Reference;
            change?.Invoke(client);
        });
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(Offline), await idp.SomebodyAsync());
        return (app, await app.RedeemAsync(browser.CallbackUrl));
    }
}
