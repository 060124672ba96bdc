using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Connect;

public class RefreshTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Offline = "openid profile offline_access";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_refresh_token_brings_its_successor_and_the_sign_in_stays_the_same()
    {
        var (app, tokens, _, _) = await SignedInAsync(Offline);
        using var closing = app;

        var second = await app.RefreshAsync(tokens.RefreshToken!);
        var third = await app.RefreshAsync(second.RefreshToken!);

        Assert.Equal(3, new[] { tokens, second, third }.Select(t => t.RefreshToken).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(tokens.IdToken.AuthTime, third.IdToken.AuthTime);
        Assert.Equal(tokens.IdToken.Acr, third.IdToken.Acr);
        Assert.Null(third.IdToken.Nonce);
        Assert.Equal(["token.issued", "token.refreshed", "token.refreshed"], await idp.AuditOfAsync(app));
    }

    [Fact]
    public async Task A_spent_token_that_comes_back_ends_the_whole_family()
    {
        var (app, tokens, _, _) = await SignedInAsync(Offline);
        using var closing = app;
        var second = await app.RefreshAsync(tokens.RefreshToken!);

        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(tokens.RefreshToken!)).ErrorAsync());

        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(second.RefreshToken!)).ErrorAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.UserInfoAsync(second.AccessToken)).StatusCode);
        Assert.Equal(GrantEnd.RefreshTokenReused, (await idp.GrantOfAsync(app)).EndReason);
        Assert.Contains("token.reused", await idp.AuditOfAsync(app));
    }

    [Fact]
    public async Task Of_two_hundred_refreshes_of_one_token_at_once_exactly_one_succeeds()
    {
        var (app, tokens, _, _) = await SignedInAsync(Offline);
        using var closing = app;

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => app.SendRefreshAsync(tokens.RefreshToken!)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(199, answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));

        // One of the two hundred is a thief for all we know, so what the first one got is worth nothing either.
        var successor = await answers.Single(answer => answer.IsSuccessStatusCode).MemberAsync("refresh_token");
        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(successor)).ErrorAsync());
        Assert.Equal(GrantEnd.RefreshTokenReused, (await idp.GrantOfAsync(app)).EndReason);
        Assert.Single(await idp.AuditOfAsync(app), name => name == "token.reused");
    }

    [Fact]
    public async Task Another_clients_token_is_unknown_and_stays_good_for_its_own()
    {
        var (app, tokens, _, _) = await SignedInAsync(Offline);
        using var closing = app;
        using var thief = await idp.Given.AppAsync(idp.Issuer);

        Assert.Equal("invalid_grant", await (await thief.SendRefreshAsync(tokens.RefreshToken!)).ErrorAsync());

        Assert.Equal(HttpStatusCode.OK, (await app.SendRefreshAsync(tokens.RefreshToken!)).StatusCode);
    }

    [Fact]
    public async Task A_scope_narrows_one_token_and_a_wider_one_costs_nothing()
    {
        var (app, tokens, _, _) = await SignedInAsync(Offline);
        using var closing = app;

        using var tooWide = await app.SendRefreshAsync(tokens.RefreshToken!, ("scope", "openid email"));
        Assert.Equal("invalid_scope", await tooWide.ErrorAsync());

        using var narrow = await app.SendRefreshAsync(tokens.RefreshToken!, ("scope", "openid"));
        Assert.Equal("openid", await narrow.MemberAsync("scope"));

        using var whole = await app.SendRefreshAsync(await narrow.MemberAsync("refresh_token"));
        Assert.Equal(Offline, await whole.MemberAsync("scope"));
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(30, false)]
    public async Task A_token_left_unused_dies_and_use_keeps_it_alive(int days, bool lives)
    {
        var (app, tokens, _, _) = await SignedInAsync(Offline, client => client.RefreshIdleLifetime = TimeSpan.FromDays(30));
        using var closing = app;
        idp.Clock.Advance(TimeSpan.FromDays(20));
        var second = await app.RefreshAsync(tokens.RefreshToken!);
        idp.Clock.Advance(TimeSpan.FromDays(days));

        Assert.Equal(lives, (await app.SendRefreshAsync(second.RefreshToken!)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task However_busy_a_family_ends_at_its_absolute_limit()
    {
        var (app, tokens, _, _) = await SignedInAsync(Offline, client => client.RefreshAbsoluteLifetime = TimeSpan.FromDays(40));
        using var closing = app;
        idp.Clock.Advance(TimeSpan.FromDays(39));
        var second = await app.RefreshAsync(tokens.RefreshToken!);
        idp.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(second.RefreshToken!)).ErrorAsync());
    }

    [Theory]
    [InlineData(Offline, true)]
    [InlineData("openid profile", false)]
    public async Task Signing_out_ends_what_hangs_on_the_session_and_not_what_is_offline(string scope, bool survives)
    {
        var (app, tokens, browser, _) = await SignedInAsync(scope, client => client.RefreshesWithinSession = true);
        using var closing = app;
        await browser.GoToAsync($"/connect/endsession?id_token_hint={tokens.IdToken.Raw}");

        Assert.Equal(survives, (await app.SendRefreshAsync(tokens.RefreshToken!)).IsSuccessStatusCode);
        Assert.Equal(survives, (await app.UserInfoAsync(tokens.AccessToken)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_membership_that_ends_ends_what_was_granted_by_it()
    {
        var (app, tokens, _, person) = await SignedInAsync(Offline);
        using var closing = app;
        await ChangeAsync(db => db.Memberships.Where(m => m.UserId == person.Id), m => m.Deactivate(idp.Clock.GetUtcNow()));

        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(tokens.RefreshToken!)).ErrorAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);
    }

    [Fact]
    public async Task A_user_who_is_deactivated_is_refreshed_no_more()
    {
        var (app, tokens, _, person) = await SignedInAsync(Offline);
        using var closing = app;
        await ChangeAsync(db => db.Users.Where(u => u.Id == person.Id), u => u.Deactivate(idp.Clock.GetUtcNow()));

        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(tokens.RefreshToken!)).ErrorAsync());
    }

    [Fact]
    public async Task A_clinic_that_asks_for_more_ends_grants_that_have_less()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var clinic = await idp.Given.ClinicAsync(ConnectTest.PasswordOnly);
        await browser.SignInAsync(app.AuthorizeUrl(Offline), await idp.Given.StaffAsync(clinic));
        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        await idp.Given.PolicyAsync(clinic, ConnectTest.EverySignIn);

        Assert.Equal("invalid_grant", await (await app.SendRefreshAsync(tokens.RefreshToken!)).ErrorAsync());
        Assert.Equal(GrantEnd.PolicyTightened, (await idp.GrantOfAsync(app)).EndReason);
    }

    [Fact]
    public async Task A_clinic_that_asks_for_more_before_a_code_is_redeemed_gets_a_new_sign_in()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var clinic = await idp.Given.ClinicAsync(ConnectTest.PasswordOnly);
        await browser.SignInAsync(app.AuthorizeUrl(Offline), await idp.Given.StaffAsync(clinic));

        await idp.Given.PolicyAsync(clinic, ConnectTest.EverySignIn);

        Assert.Equal("invalid_grant", await (await app.SendCodeAsync(app.CodeOf(browser.CallbackUrl))).ErrorAsync());
        Assert.Equal(GrantEnd.PolicyTightened, (await idp.GrantOfAsync(app)).EndReason);
    }

    [Fact]
    public async Task A_public_client_refreshes_with_its_id_alone()
    {
        var (app, tokens, _, _) = await SignedInAsync(Offline, client => client.AuthMethod = ClientAuthMethod.None);
        using var closing = app;

        Assert.NotNull((await app.RefreshAsync(tokens.RefreshToken!)).RefreshToken);
    }

    private async Task<(TestApp App, Tokens Tokens, Browser Browser, Person Person)> SignedInAsync(string scope, Action<IdentityProvider.Clients.RegisteredClient>? change = null)
    {
        var app = await idp.Given.AppAsync(idp.Issuer, change);
        var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(app.AuthorizeUrl(scope), person);
        return (app, await app.RedeemAsync(browser.CallbackUrl), browser, person);
    }

    private Task<int> ChangeAsync<T>(Func<IdpDbContext, IQueryable<T>> which, Action<T> change)
        where T : class => idp.WithAsync<IdpDbContext, int>(async db =>
    {
        foreach (var row in await which(db).ToListAsync(Ct))
        {
            change(row);
        }

        return await db.SaveChangesAsync(Ct);
    });
}
