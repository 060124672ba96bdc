using System.Text.Json;
using IdentityProvider.Access;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Connect;

/// <summary>Who is told that a session ended, and what (OpenID Connect Back-Channel Logout 1.0).</summary>
public sealed class BackChannelLogoutTests(IdpHost idp) : BackChannelTest(idp)
{
    private readonly IdpHost _idp = idp;

    [Fact]
    public async Task Every_app_of_the_session_is_told_by_a_token_of_its_own()
    {
        await using var otherReceiver = await LogoutReceiver.StartAsync();
        using var one = await AppAsync(Receiver.Address);
        using var two = await AppAsync(otherReceiver.Address);
        using var silent = await AppAsync(address: null);
        using var browser = _idp.OpenBrowser();
        var person = await _idp.SomebodyAsync();
        await browser.SignInAsync(one.AuthorizeUrl("openid"), person);
        var first = await one.RedeemAsync(browser.CallbackUrl);
        foreach (var app in new[] { two, silent, one })
        {
            await browser.GoToAsync(app.AuthorizeUrl("openid"));
            await app.RedeemAsync(browser.CallbackUrl);
        }

        await browser.GoToAsync($"/connect/endsession?id_token_hint={first.IdToken.Raw}");
        await TellAsync();

        var told = await ReadAsync(Assert.Single(Receiver.Tokens), one);
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
        using var app = await AppAsync(Receiver.Address);
        using var browser = _idp.OpenBrowser();
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
                await browser.SignInAsync(_idp.App.AuthorizeUrl("openid", ("prompt", "select_account")), await _idp.SomebodyAsync());
                break;
            default:
                _idp.Clock.Advance(TimeSpan.FromHours(13));
                await _idp.Services.GetRequiredService<SweepWorker<SessionSweep>>().SweepAsync(Ct);
                await _idp.Services.GetRequiredService<SweepWorker<SessionSweep>>().SweepAsync(Ct);
                break;
        }

        await TellAsync();
        Assert.Single(Receiver.Tokens);
    }

    [Fact]
    public async Task Locking_the_session_tells_nobody_and_neither_does_a_refresh()
    {
        using var app = await AppAsync(Receiver.Address);
        using var browser = _idp.OpenBrowser();
        await SignedInAsync(app, browser);
        _idp.Clock.Advance(TimeSpan.FromMinutes(40));
        await browser.GoToAsync("/account");
        await TellAsync();

        Assert.Empty(Receiver.Tokens);
    }
}
