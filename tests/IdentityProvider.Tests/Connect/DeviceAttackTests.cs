using System.Net;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>Guessed codes, links that somebody sent, other people's sessions and other clients (RFC 8628 §5).</summary>
public class DeviceAttackTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task A_link_fills_in_the_field_and_decides_nothing()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();

        await browser.SignInAsync(begun.Link, await idp.SomebodyAsync());

        Assert.Equal("/device", browser.Page.Path);
        Assert.Equal(begun.UserCode, browser.Page.One("input[name=Code]").GetAttribute("value"));
        browser.Page.Says("Only for a device in front of you");
        Assert.Equal("authorization_pending", await app.PollErrorAsync(begun));
    }

    [Fact]
    public async Task Allowing_nothing_of_what_a_device_asks_for_is_a_no()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync("profile email");
        await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);

        await browser.SendAsync(browser.Leaving());

        Assert.Equal("access_denied", await app.PollErrorAsync(begun));
    }

    [Fact]
    public async Task A_clinic_that_asks_for_more_before_the_device_comes_for_its_tokens_gets_a_new_sign_in()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        var clinic = await idp.Given.ClinicAsync(ConnectTest.PasswordOnly);
        await browser.TypeCodeAsync(await idp.Given.StaffAsync(clinic), begun);
        await browser.PressAsync("Allow");

        await idp.Given.PolicyAsync(clinic, ConnectTest.EverySignIn);

        Assert.Equal("invalid_grant", await app.PollErrorAsync(begun));
    }

    [Theory]
    [InlineData("%3Cscript%3Ealert(2)%3C/script%3E")]
    [InlineData("BCDF-GHJ1")]
    [InlineData("Call%20us%20now")]
    public async Task A_link_writes_nothing_else_into_the_page(string code)
    {
        using var browser = idp.OpenBrowser();

        await browser.SignInAsync($"/device?user_code={code}", await idp.SomebodyAsync());

        Assert.Equal("/device", browser.Page.Path);
        Assert.True(string.IsNullOrEmpty(browser.Page.One("input[name=Code]").GetAttribute("value")));
    }

    [Fact]
    public async Task Guessing_codes_is_stopped_and_the_right_one_does_not_count_then_either()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        var begun = await app.BeginDeviceAsync();
        await browser.SignInAsync("/device", person);

        for (var guess = 0; guess < 9; guess++)
        {
            (await browser.SubmitAsync(new { Code = UserCode.Draw() })).ShowsProblem("Code", "We do not know this code.");
        }

        // What cannot be a code is a slip and not a guess; a device of one's own washes no guess off.
        (await browser.SubmitAsync(new { Code = "hello" })).ShowsProblem("Code", "A code has eight letters");
        await browser.SubmitAsync(new { Code = begun.UserCode });
        await browser.GoToAsync("/device");
        (await browser.SubmitAsync(new { Code = UserCode.Draw() })).ShowsProblem("Code", "We do not know this code.");
        (await browser.SubmitAsync(new { Code = begun.UserCode })).ShowsProblem("Code", "Try again in 15 minutes.");

        idp.Clock.Advance(TimeSpan.FromMinutes(15));
        var fresh = await app.BeginDeviceAsync();
        Assert.Equal("/device/confirm", (await browser.SubmitAsync(new { Code = fresh.UserCode })).Path);
    }

    [Fact]
    public async Task A_code_typed_in_one_session_cannot_be_decided_in_another()
    {
        using var app = await idp.DeviceAppAsync();
        using var typing = idp.OpenBrowser();
        using var other = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        var begun = await app.BeginDeviceAsync();
        await typing.TypeCodeAsync(person, begun);

        await other.SignInAsync(typing.Page.Url.ToString(), await idp.SomebodyAsync());
        Assert.Equal("/device", other.Page.Path);
        using var sameUser = idp.OpenBrowser();
        await sameUser.SignInAsync(typing.Page.Url.ToString(), person);
        Assert.Equal("/device", sameUser.Page.Path);

        var form = typing.Fill(new { Allowed = "profile" }).With("Decision", "allow");
        await other.SendAsync(form);
        Assert.Equal("authorization_pending", await app.PollErrorAsync(begun));
    }

    [Fact]
    public async Task Without_a_session_the_pages_lead_to_the_sign_in_and_posts_change_nothing()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);
        var form = browser.Fill(new { Allowed = "profile" }).With("Decision", "allow");
        using var stranger = idp.OpenBrowser();

        Assert.Equal("/sign-in", (await stranger.SendAsync(form)).Path);
        Assert.Equal("authorization_pending", await app.PollErrorAsync(begun));
    }

    [Fact]
    public async Task A_device_code_is_its_clients_alone()
    {
        using var app = await idp.DeviceAppAsync();
        using var other = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);
        await browser.PressAsync("Allow");

        Assert.Equal("invalid_grant", await other.PollErrorAsync(begun));
        Assert.Equal("unauthorized_client", await idp.App.PollErrorAsync(begun));
        using var mine = await app.PollAsync(begun);
        Assert.Equal(HttpStatusCode.OK, mine.StatusCode);
    }

    [Fact]
    public async Task What_a_device_got_ends_when_its_user_takes_it_away()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);
        await browser.PressAsync("Allow");

        await browser.GoToAsync("/account/apps");
        await browser.PressAsync("Remove access");

        Assert.Equal("invalid_grant", await app.PollErrorAsync(begun));
    }

    [Theory]
    [InlineData("scope=openid&scope=openid", "invalid_request")]
    [InlineData("scope=openid%00", "invalid_request")]
    [InlineData("scope=openid+no-such-scope", "invalid_scope")]
    [InlineData("", "invalid_scope")]
    public async Task What_a_device_cannot_ask_for(string body, string error)
    {
        using var app = await idp.DeviceAppAsync();

        using var answer = await app.PostRawAsync("/connect/deviceauthorization", $"client_id={app.ClientId}&{body}", "application/x-www-form-urlencoded");

        Assert.Equal(error, await answer.ErrorAsync());
    }

    [Fact]
    public async Task Only_a_registered_client_may_begin()
    {
        using var answer = await idp.App.PostAsync("/connect/deviceauthorization", ("scope", "openid"));
        Assert.Equal("unauthorized_client", await answer.ErrorAsync());

        using var unknown = await idp.App.PostRawAsync(
            "/connect/deviceauthorization", "client_id=no-such-client&scope=openid", "application/x-www-form-urlencoded", authenticate: false);
        Assert.Equal("invalid_client", await unknown.ErrorAsync(HttpStatusCode.Unauthorized));
    }
}
