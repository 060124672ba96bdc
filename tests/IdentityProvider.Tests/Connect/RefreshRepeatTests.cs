using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Connect;

/// <summary>A refresh token that comes again: a lost answer for a client that may, a theft for everybody else.</summary>
public class RefreshRepeatTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Within_the_window_a_repeat_gets_another_successor_and_the_first_one_is_spent()
    {
        var (app, tokens, _) = await SignedInAsync(Window);
        using var closing = app;
        var lost = await app.RefreshAsync(tokens.RefreshToken!);
        idp.Clock.Advance(TimeSpan.FromSeconds(9));

        var repeated = await app.RefreshAsync(tokens.RefreshToken!);

        Assert.NotEqual(lost.RefreshToken, repeated.RefreshToken);
        Assert.Equal(HttpStatusCode.OK, (await app.SendRefreshAsync(repeated.RefreshToken!)).StatusCode);

        // Somebody else got the lost answer: now it shows.
        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(lost.RefreshToken!)).ErrorAsync());
        Assert.Equal(GrantEnd.RefreshTokenReused, (await idp.GrantOfAsync(app)).EndReason);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3600)]
    public async Task After_the_window_it_is_a_theft(int seconds)
    {
        var (app, tokens, _) = await SignedInAsync(Window);
        using var closing = app;
        await app.RefreshAsync(tokens.RefreshToken!);
        idp.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(tokens.RefreshToken!)).ErrorAsync());
        Assert.Equal(GrantEnd.RefreshTokenReused, (await idp.GrantOfAsync(app)).EndReason);
    }

    [Fact]
    public async Task Once_the_successor_was_used_it_is_a_theft()
    {
        var (app, tokens, _) = await SignedInAsync(Window);
        using var closing = app;
        var next = await app.RefreshAsync(tokens.RefreshToken!);
        await app.RefreshAsync(next.RefreshToken!);

        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(tokens.RefreshToken!)).ErrorAsync());
        Assert.Equal(GrantEnd.RefreshTokenReused, (await idp.GrantOfAsync(app)).EndReason);
    }

    [Fact]
    public async Task A_repeat_cannot_ask_for_more_and_such_a_mistake_is_no_theft_of_an_unspent_one()
    {
        var (app, tokens, _) = await SignedInAsync(Window);
        using var closing = app;

        Assert.Equal("invalid_scope", await (await app.SendRefreshAsync(tokens.RefreshToken!, ("scope", "openid email"))).ErrorAsync());
        await app.RefreshAsync(tokens.RefreshToken!);
        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(tokens.RefreshToken!, ("scope", "openid email"))).ErrorAsync());
        Assert.Equal(GrantEnd.RefreshTokenReused, (await idp.GrantOfAsync(app)).EndReason);
    }

    [Fact]
    public async Task Of_twenty_repeats_at_once_each_is_answered_and_one_successor_is_left()
    {
        var (app, tokens, _) = await SignedInAsync(Window);
        using var closing = app;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.SendRefreshAsync(tokens.RefreshToken!)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var grant = await idp.GrantOfAsync(app);
        var live = await idp.WithAsync<IdpDbContext, int>(db => db.RefreshTokens.CountAsync(t => t.GrantId == grant.Id && t.SpentAt == null, Ct));
        Assert.Equal(1, live);
        Assert.Null(grant.EndedAt);
    }

    [Fact]
    public async Task The_user_is_told_of_a_theft_once_however_often_the_token_comes()
    {
        var (app, tokens, person) = await SignedInAsync(TimeSpan.Zero);
        using var closing = app;
        await app.RefreshAsync(tokens.RefreshToken!);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.SendRefreshAsync(tokens.RefreshToken!)));

        var told = await idp.WithAsync<IdpDbContext, int>(db =>
            db.OutboxMessages.CountAsync(m => m.UserId == person.Id && m.Kind == nameof(AppAccessEnded) && m.Channel == Channel.Email, Ct));
        Assert.Equal(1, told);
        Assert.Single(await idp.AuditOfAsync(app), name => name == "token.reused");
    }

    private async Task<(TestApp App, Tokens Tokens, Person Person)> SignedInAsync(TimeSpan window)
    {
        var app = await idp.Given.AppAsync(idp.Issuer, client => client.RefreshRepeatWindow = window);
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), person);
        return (app, await app.RedeemAsync(browser.CallbackUrl), person);
    }
}
