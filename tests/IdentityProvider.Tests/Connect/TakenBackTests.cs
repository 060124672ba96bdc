using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;
using Given = IdentityProvider.Access.Given;

namespace IdentityProvider.Tests.Connect;

/// <summary>What was taken back is as it was before, and a retry that overtakes the taking back is served.</summary>
public sealed class TakenBackTests(HangUpHost idp) : IClassFixture<HangUpHost>
{
    private const string Offline = "openid offline_access";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task A_retry_that_was_about_to_end_the_grant_for_a_spent_refresh_token_is_served(int window)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, client => client.RefreshRepeatWindow = TimeSpan.FromSeconds(window));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(Offline), await idp.SomebodyAsync());
        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        await CrossAsync("update refresh_tokens", () => app.SendRefreshAsync(tokens.RefreshToken!), "FROM refresh_tokens AS");

        Assert.Null((await idp.GrantOfAsync(app)).EndedAt);
        Assert.DoesNotContain("token.reused", await idp.AuditOfAsync(app));
    }

    [Fact]
    public async Task A_retry_that_was_about_to_end_the_grant_for_a_redeemed_code_is_served()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(Offline), await idp.SomebodyAsync());
        var code = app.CodeOf(browser.CallbackUrl);

        await CrossAsync("update authorization_codes", () => app.SendCodeAsync(code), "FROM authorization_codes AS");

        Assert.Null((await idp.GrantOfAsync(app)).EndedAt);
    }

    [Fact]
    public async Task A_retry_that_comes_as_a_refresh_token_is_being_taken_back_waits_for_that_and_is_served()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(Offline), await idp.SomebodyAsync());
        var spent = (await app.RedeemAsync(browser.CallbackUrl)).RefreshToken!;
        var successor = RandomToken.HashOf((await app.RefreshAsync(spent)).RefreshToken!);

        using var answer = await idp.OvertakeAsync(() => app.SendRefreshAsync(spent), async db =>
        {
            await db.Database.ExecuteSqlAsync($"update refresh_tokens set spent_at = null where hash = {RandomToken.HashOf(spent)}", Ct);
            await db.Database.ExecuteSqlAsync($"delete from refresh_tokens where hash = {successor}", Ct);
        });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null((await idp.GrantOfAsync(app)).EndedAt);
    }

    [Fact]
    public async Task A_retry_that_comes_as_a_code_is_being_taken_back_waits_for_that_and_is_served()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid"), await idp.SomebodyAsync());
        var code = app.CodeOf(browser.CallbackUrl);
        await app.SendCodeAsync(code);

        using var answer = await idp.OvertakeAsync(
            () => app.SendCodeAsync(code),
            db => db.Database.ExecuteSqlAsync($"update authorization_codes set redeemed_at = null where hash = {RandomToken.HashOf(code.Code)}", Ct));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null((await idp.GrantOfAsync(app)).EndedAt);
    }

    [Fact]
    public async Task Taking_back_waits_for_a_repeat_that_was_quicker_and_leaves_what_that_gave()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, client => client.RefreshRepeatWindow = TimeSpan.FromSeconds(10));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(Offline), await idp.SomebodyAsync());
        var spent = (await app.RedeemAsync(browser.CallbackUrl)).RefreshToken!;
        var successor = (await app.RefreshAsync(spent)).RefreshToken!;
        var (spentHash, successorHash) = (RandomToken.HashOf(spent), RandomToken.HashOf(successor));

        // As RefreshRepeats does it: the spent one is locked, then its successor is replaced.
        await idp.OvertakeAsync(
            () => idp.WithAsync<Unspending, bool>(async unspending =>
            {
                await unspending.RefreshTokenAsync(spent, new Given(successor, Reference: null));
                return true;
            }),
            db => db.Database.ExecuteSqlAsync($"select 1 from refresh_tokens where hash = {spentHash} for update", Ct),
            db => db.Database.ExecuteSqlAsync($"update refresh_tokens set spent_at = issued_at where hash = {successorHash}", Ct));

        Assert.Equal(2, await idp.WithAsync<IdpDbContext, int>(db => db.RefreshTokens.CountAsync(t => (t.Hash == spentHash || t.Hash == successorHash) && t.SpentAt != null, Ct)));
    }

    // The second request with the same thing is served, although it found it spent by the first, which nobody waited for.
    private async Task CrossAsync(string words, Func<Task<HttpResponseMessage>> send, string? look = null)
    {
        var (listener, spent) = idp.CrossAfter(words, look);
        using (listener)
        {
            var first = send();
            await spent;
            Assert.Equal(HttpStatusCode.OK, (await send()).StatusCode);
            Assert.False((await first).IsSuccessStatusCode);
        }
    }
}
