using System.Net;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Consent = IdentityProvider.Access.Consent;

namespace IdentityProvider.Tests.Connect;

public class DeviceFlowTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_gets_tokens_once_its_user_has_compared_the_code_and_allowed_it()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        var begun = await app.BeginDeviceAsync();
        Assert.Equal("authorization_pending", await app.PollErrorAsync(begun));

        var page = await browser.TypeCodeAsync(person, begun);
        Assert.Equal("/device/confirm", page.Path);
        page.Says($"Connect The App {app.ClientId} to your account?");
        page.Says(begun.UserCode);
        page.Says(person.Email);
        page = await browser.PressAsync("Allow");
        page.Says("The device is connected");

        using var answer = await app.PollAsync(begun);
        var access = await answer.MemberAsync("access_token");
        Assert.Equal("openid profile offline_access", await answer.MemberAsync("scope"));
        using var userInfo = await app.UserInfoAsync(access);
        Assert.Equal(person.Id.ToString(), await userInfo.MemberAsync("sub"));
        Assert.NotNull((await app.RefreshAsync(await answer.MemberAsync("refresh_token"))).RefreshToken);
        Assert.Equal("invalid_grant", await app.PollErrorAsync(begun));
        Assert.Equal(["device-code.approved", "token.issued", "token.refreshed"], await idp.AuditOfAsync(app));
    }

    [Fact]
    public async Task Who_says_no_ends_it_and_the_first_decision_stands()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);
        var allow = browser.Fill(new { Allowed = "profile" }).With("Decision", "allow");

        (await browser.PressAsync("Deny")).Says("The device is not connected");
        (await browser.SendAsync(allow)).Says("The device is not connected");

        Assert.Equal("access_denied", await app.PollErrorAsync(begun));
        Assert.Equal(0, await idp.WithAsync<IdpDbContext, int>(db => db.Grants.CountAsync(g => g.ClientId == app.ClientId, Ct)));
    }

    [Fact]
    public async Task Ten_decisions_at_once_are_one()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);
        var form = browser.Fill(new { Allowed = "profile" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            using var request = form.With("Decision", i % 2 == 0 ? "allow" : "deny").ToRequest();
            using var answer = await browser.FetchAsync(request);
            return answer.StatusCode;
        }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.SeeOther, status));
        var grants = await idp.WithAsync<IdpDbContext, int>(db => db.Grants.CountAsync(g => g.ClientId == app.ClientId, Ct));
        using var answer = await app.PollAsync(begun);
        Assert.Equal(grants == 1, answer.IsSuccessStatusCode);
        Assert.InRange(grants, 0, 1);
    }

    [Fact]
    public async Task Of_many_devices_with_one_code_one_gets_the_tokens()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);
        await browser.PressAsync("Allow");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var answer = await app.PollAsync(begun);
            return answer.IsSuccessStatusCode;
        }));

        Assert.Single(answers, got => got);
    }

    [Fact]
    public async Task A_device_that_asks_too_often_has_to_wait_longer_each_time()
    {
        using var app = await idp.DeviceAppAsync();
        var begun = await app.BeginDeviceAsync();
        Assert.Equal("authorization_pending", await app.PollErrorAsync(begun));

        Assert.Equal("slow_down", await app.PollErrorAsync(begun));
        idp.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("slow_down", await app.PollErrorAsync(begun));
        idp.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("authorization_pending", await app.PollErrorAsync(begun));
    }

    [Fact]
    public async Task After_ten_minutes_it_is_over_for_the_device_and_on_the_page()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var (begun, typed) = (await app.BeginDeviceAsync(), await app.BeginDeviceAsync());
        await browser.TypeCodeAsync(await idp.SomebodyAsync(), typed);
        var allow = browser.Fill(new { Allowed = "profile" }).With("Decision", "allow");

        idp.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("expired_token", await app.PollErrorAsync(begun));
        (await browser.SendAsync(allow)).ShowsProblem("Code", "We do not know this code.");
        (await browser.SubmitAsync(new { Code = begun.UserCode })).ShowsProblem("Code", "We do not know this code.");
        Assert.Equal("expired_token", await app.PollErrorAsync(typed));
    }

    [Fact]
    public async Task What_was_unticked_the_device_does_not_get()
    {
        using var app = await idp.DeviceAppAsync(client => client.IsThirdParty = true);
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);

        await browser.SendAsync(browser.Leaving("profile"));

        using var answer = await app.PollAsync(begun);
        Assert.Equal("openid profile", await answer.MemberAsync("scope"));
    }

    [Fact]
    public async Task What_the_app_has_lost_since_it_asked_is_neither_shown_nor_given()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        await idp.ChangeClientAsync(app, client => client.Scopes = ["openid", "email"]);

        var page = await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);
        page.DoesNotSay("Keep this access when you are away");
        await browser.PressAsync("Allow");

        using var answer = await app.PollAsync(begun);
        Assert.Equal("openid", await answer.MemberAsync("scope"));
        Assert.Equal(["openid"], (await idp.GrantOfAsync(app)).Scopes);
    }

    [Fact]
    public async Task What_the_app_loses_while_its_user_reads_is_not_given()
    {
        using var app = await idp.DeviceAppAsync(client => client.IsThirdParty = true);
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);
        await idp.ChangeClientAsync(app, client => client.Scopes = ["openid", "profile"]);

        await browser.PressAsync("Allow");

        using var answer = await app.PollAsync(begun);
        Assert.Equal("openid profile", await answer.MemberAsync("scope"));
        var consent = await idp.WithAsync<IdpDbContext, Consent>(db => db.Consents.SingleAsync(c => c.ClientId == app.ClientId, Ct));
        Assert.Equal(["openid", "profile"], consent.Granted.Concat(consent.Refused));
    }

    [Fact]
    public async Task An_app_that_has_lost_everything_can_only_be_told_no()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync("profile email");
        await idp.ChangeClientAsync(app, client => client.Scopes = ["openid"]);

        var page = await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);
        Assert.Empty(page.All("button[value=allow]"));
        await browser.SendAsync(page.MainForm().With("Decision", "allow"));

        Assert.Equal("access_denied", await app.PollErrorAsync(begun));
    }

    [Fact]
    public async Task A_yes_that_a_no_overtakes_leaves_no_grant()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);

        await idp.WhileAsync($"update pending_devices set denied_at = created_at where client_id = {app.ClientId}", () => browser.PressAsync("Allow"));

        browser.Page.Says("The device is not connected");
        Assert.Equal(0, await idp.WithAsync<IdpDbContext, int>(db => db.Grants.CountAsync(g => g.ClientId == app.ClientId, Ct)));
        Assert.DoesNotContain("device-code.approved", await idp.AuditOfAsync(app));
    }

    [Fact]
    public async Task An_app_that_wants_a_second_factor_gets_it_before_the_question()
    {
        using var app = await idp.DeviceAppAsync(client => client.MinimumAcr = Acr.Aal2);
        using var browser = idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync("openid");

        var page = await browser.TypeCodeAsync(await idp.SomebodyAsync(), begun);
        Assert.Equal("/sign-in/set-up", page.Path);
        page = await browser.SetUpPhoneAsync(idp, Given.NextPhone());
        page = page.Path == "/sign-in/remember" ? await browser.DeclineTrustAsync() : page;

        Assert.Equal("/device/confirm", page.Path);
        await browser.PressAsync("Allow");
        using var answer = await app.PollAsync(begun);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Whom_the_app_is_not_for_can_only_say_no()
    {
        using var app = await idp.DeviceAppAsync(client => client.ServesPatients = false);
        using var browser = idp.OpenBrowser();
        var patient = await idp.Given.PatientAsync(await idp.Given.ClinicAsync(ConnectTest.PasswordOnly));
        var begun = await app.BeginDeviceAsync();

        var page = await browser.TypeCodeAsync(patient, begun);
        page.Says("This app is not for your account");
        Assert.Empty(page.All("button[value=allow]"));
        await browser.SendAsync(page.MainForm().With("Decision", "allow"));

        Assert.Equal("access_denied", await app.PollErrorAsync(begun));
    }
}
