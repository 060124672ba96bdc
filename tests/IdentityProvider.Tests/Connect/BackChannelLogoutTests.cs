using System.Text.Json;
using IdentityProvider.Access;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Tests.Connect;

public sealed class BackChannelLogoutTests(IdpHost idp) : IClassFixture<IdpHost>, IAsyncLifetime
{
    private LogoutReceiver _receiver = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await LogoutReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task Every_app_of_the_session_is_told_by_a_token_of_its_own()
    {
        await using var otherReceiver = await LogoutReceiver.StartAsync();
        using var one = await AppAsync(_receiver.Address);
        using var two = await AppAsync(otherReceiver.Address);
        using var silent = await AppAsync(address: null);
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(one.AuthorizeUrl("openid"), person);
        var first = await one.RedeemAsync(browser.CallbackUrl);
        foreach (var app in new[] { two, silent, one })
        {
            await browser.GoToAsync(app.AuthorizeUrl("openid"));
            await app.RedeemAsync(browser.CallbackUrl);
        }

        await browser.GoToAsync($"/connect/endsession?id_token_hint={first.IdToken.Raw}");
        await TellAsync();

        var told = await ReadAsync(Assert.Single(_receiver.Tokens), one);
        Assert.Equal("logout+jwt", told.Typ);
        Assert.Equal(person.Id.ToString(), told.Subject);
        Assert.Equal(first.IdToken.SessionId, told.GetPayloadValue<string>("sid"));
        Assert.True(told.GetPayloadValue<JsonElement>("events").TryGetProperty("http://schemas.openid.net/event/backchannel-logout", out _));
        Assert.False(told.TryGetPayloadValue<string>("nonce", out _));
        Assert.InRange(told.ValidTo - told.IssuedAt, TimeSpan.Zero, TimeSpan.FromMinutes(2));
        await ReadAsync(Assert.Single(otherReceiver.Tokens), two);
    }

    [Theory]
    [InlineData("account")]
    [InlineData("confirmed")]
    [InlineData("somebody else")]
    [InlineData("time is up")]
    public async Task However_a_session_ends_its_apps_are_told(string how)
    {
        using var app = await AppAsync(_receiver.Address);
        using var browser = idp.OpenBrowser();
        await SignedInAsync(app, browser);

        switch (how)
        {
            case "account":
                await browser.GoToAsync("/account");
                await browser.PressAsync("Sign out");
                break;
            case "confirmed":
                await browser.GoToAsync("/connect/endsession");
                await browser.PressAsync("Sign out");
                break;
            case "somebody else":
                await browser.SignInAsync(idp.App.AuthorizeUrl("openid", ("prompt", "select_account")), await idp.SomebodyAsync());
                break;
            default:
                idp.Clock.Advance(TimeSpan.FromHours(13));
                await idp.Services.GetRequiredService<SweepWorker<SessionSweep>>().SweepAsync(Ct);
                await idp.Services.GetRequiredService<SweepWorker<SessionSweep>>().SweepAsync(Ct);
                break;
        }

        await TellAsync();
        Assert.Single(_receiver.Tokens);
    }

    [Fact]
    public async Task Locking_the_session_tells_nobody_and_neither_does_a_refresh()
    {
        using var app = await AppAsync(_receiver.Address);
        using var browser = idp.OpenBrowser();
        await SignedInAsync(app, browser);
        idp.Clock.Advance(TimeSpan.FromMinutes(40));
        await browser.GoToAsync("/account");
        await TellAsync();

        Assert.Empty(_receiver.Tokens);
    }

    [Fact]
    public async Task An_app_that_is_away_is_told_again_later_with_a_fresh_token_and_then_no_more()
    {
        using var app = await AppAsync(_receiver.Address);
        await SignOutAsync(app);
        _receiver.Status = 503;

        await TellAsync();
        await TellAsync();
        Assert.Single(_receiver.Tokens);
        idp.Clock.Advance(TimeSpan.FromSeconds(10));
        _receiver.Status = 200;
        await TellAsync();
        idp.Clock.Advance(TimeSpan.FromHours(12));
        await TellAsync();

        var tokens = _receiver.Tokens.Select(token => new JsonWebToken(token)).ToList();
        Assert.Equal(2, tokens.Count);
        Assert.NotEqual(tokens[0].Id, tokens[1].Id);
        Assert.True(tokens[1].IssuedAt > tokens[0].IssuedAt);
        Assert.Equal(NoticeState.Delivered, (await NoticeOfAsync(app)).State);
    }

    [Fact]
    public async Task An_app_that_stays_away_is_given_up_and_that_is_recorded()
    {
        using var app = await AppAsync("http://127.0.0.1:9/logout");
        await SignOutAsync(app);

        for (var i = 0; i < 12; i++)
        {
            await TellAsync();
            idp.Clock.Advance(TimeSpan.FromHours(7));
        }

        var notice = await NoticeOfAsync(app);
        Assert.Equal((NoticeState.GivenUp, 7), (notice.State, notice.Tries));
        Assert.Contains("logout.not-heard", await idp.AuditOfAsync(app));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_refusal_or_a_redirect_is_the_end_of_it(int status)
    {
        using var app = await AppAsync(_receiver.Address);
        await SignOutAsync(app);
        _receiver.Status = status;

        await TellAsync();
        idp.Clock.Advance(TimeSpan.FromDays(1));
        await TellAsync();
        Assert.Single(_receiver.Tokens);
        await EndedAsync(app, NoticeState.GivenUp, NoticeOutcome.Refused);
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        using var app = await AppAsync(_receiver.Address);
        await SignOutAsync(app);
        _receiver.Answer = async http =>
        {
            var megabyte = new byte[1024 * 1024];
            for (var i = 0; i < 10_000 && !http.RequestAborted.IsCancellationRequested; i++)
            {
                await http.Response.Body.WriteAsync(megabyte, http.RequestAborted);
            }
        };

        await TellAsync().WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await EndedAsync(app, NoticeState.GivenUp, NoticeOutcome.Refused);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:70/x")]
    [InlineData("http://user:secret@127.0.0.1/logout")]
    public async Task An_address_that_is_not_called_is_given_up_at_once(string address)
    {
        using var app = await AppAsync(address);
        await SignOutAsync(app);
        await TellAsync();
        await EndedAsync(app, NoticeState.GivenUp, NoticeOutcome.Forbidden);
    }

    [Fact]
    public async Task An_app_that_hangs_holds_up_nobody_for_long_and_is_told_again()
    {
        using var app = await AppAsync(_receiver.Address);
        await SignOutAsync(app);
        _receiver.Answer = http => Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

        await TellAsync().WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await EndedAsync(app, NoticeState.Owed, NoticeOutcome.Unreachable);
    }

    [Fact]
    public async Task Several_nodes_tell_it_once()
    {
        using var app = await AppAsync(_receiver.Address);
        await SignOutAsync(app);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => TellAsync()));

        Assert.Single(_receiver.Tokens);
    }

    private Task<TestApp> AppAsync(string? address) => idp.Given.AppAsync(idp.Issuer, client => client.BackChannelLogoutUri = address);

    private async Task<Tokens> SignedInAsync(TestApp app, Browser browser)
    {
        await browser.SignInAsync(app.AuthorizeUrl("openid"), await idp.SomebodyAsync());
        return await app.RedeemAsync(browser.CallbackUrl);
    }

    private async Task SignOutAsync(TestApp app)
    {
        using var browser = idp.OpenBrowser();
        var tokens = await SignedInAsync(app, browser);
        await browser.GoToAsync($"/connect/endsession?id_token_hint={tokens.IdToken.Raw}");
    }

    private Task<int> TellAsync() => idp.Services.GetRequiredService<LogoutNoticeWorker>().TellDueAsync(Ct);

    private async Task EndedAsync(TestApp app, NoticeState state, NoticeOutcome outcome)
    {
        var notice = await NoticeOfAsync(app);
        Assert.Equal((state, outcome), (notice.State, notice.LastOutcome));
    }

    private Task<LogoutNotice> NoticeOfAsync(TestApp app) =>
        idp.WithAsync<IdpDbContext, LogoutNotice>(db => db.LogoutNotices.AsNoTracking().SingleAsync(notice => notice.ClientId == app.ClientId, Ct));

    // As a client validates it (§2.6).
    private async Task<JsonWebToken> ReadAsync(string token, TestApp app)
    {
        using var http = new HttpClient { BaseAddress = idp.Issuer };
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = idp.Issuer.ToString().TrimEnd('/'),
            ValidAudience = app.ClientId,
            ValidTypes = [LogoutToken.Type],
            IssuerSigningKeys = new JsonWebKeySet(await http.GetStringAsync(new Uri("/.well-known/openid-configuration/jwks", UriKind.Relative), Ct)).GetSigningKeys(),
            ValidateLifetime = false,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }
}
