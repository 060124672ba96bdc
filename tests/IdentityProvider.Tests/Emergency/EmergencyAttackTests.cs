using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Limits;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Emergency;

/// <summary>B5 from the other side: what must not open.</summary>
public class EmergencyAttackTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Refused = "This did not open";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Row", "B5")]
    public async Task Somebody_who_is_not_named_hears_what_a_wrong_password_hears()
    {
        var scene = await idp.EmergencyAsync(s => s.IsNamed = false);
        using var browser = idp.OpenBrowser();

        (await browser.EnterEmergencyAsync(scene.App, scene.Person)).Says(Refused);
        (await browser.EnterEmergencyAsync(scene.App, scene.Person, "not-the-password")).Says(Refused);
        (await browser.EnterEmergencyAsync(scene.App, scene.Person with { Email = "nobody@clinic.example" })).Says(Refused);
    }

    [Fact]
    public async Task A_clinic_that_has_it_off_lets_nobody_in()
    {
        var scene = await idp.EmergencyAsync(s => s.IsOn = false);
        using var browser = idp.OpenBrowser();

        (await browser.EnterEmergencyAsync(scene.App, scene.Person)).Says(Refused);
    }

    [Fact]
    public async Task A_patient_is_let_in_by_no_name_on_no_list()
    {
        var scene = await idp.EmergencyAsync(s => s.Role = Role.Patient);
        using var browser = idp.OpenBrowser();

        (await browser.EnterEmergencyAsync(scene.App, scene.Person)).Says(Refused);
    }

    [Fact]
    public async Task Five_wrong_tries_bring_a_wait_that_doubles_and_the_ordinary_sign_in_does_not_feel_it()
    {
        var scene = await idp.EmergencyAsync(s => s.HasPhone = true);
        using var browser = idp.OpenBrowser();
        for (var i = 0; i < 5; i++)
        {
            await browser.EnterEmergencyAsync(scene.App, scene.Person, $"wrong-{i}");
        }

        (await browser.EnterEmergencyAsync(scene.App, scene.Person)).Says("Try again in 30 seconds");
        idp.Clock.Advance(TimeSpan.FromSeconds(30));
        await browser.EnterEmergencyAsync(scene.App, scene.Person, "wrong-again");
        (await browser.EnterEmergencyAsync(scene.App, scene.Person)).Says("Try again in 60 seconds");

        using var ordinary = idp.OpenBrowser();
        await ordinary.GivePasswordAsync(scene.App.AuthorizeUrl(), scene.Person);
        Assert.Equal("/sign-in/code", ordinary.Page.Path);
    }

    [Fact]
    public async Task A_hundred_wrong_tries_close_it_and_tell_every_admin_until_one_prints_a_new_code()
    {
        var scene = await idp.EmergencyAsync();
        using var browser = idp.OpenBrowser();
        for (var i = 0; i < 100; i++)
        {
            await browser.EnterEmergencyAsync(scene.App, scene.Person, $"wrong-{i}");
            idp.Clock.Advance(TimeSpan.FromMinutes(16));
        }

        (await browser.EnterEmergencyAsync(scene.App, scene.Person)).Says("was closed");
        Assert.Contains("closed", (await idp.Carrier.MessagesToAsync(scene.Admin.Email))[0].Subject, StringComparison.Ordinal);
        Assert.Contains("emergency.closed", await idp.AuditTrailAsync(scene.Person));
    }

    [Fact]
    public async Task The_lock_of_ordinary_codes_keeps_nobody_out_and_wrong_ones_typed_here_are_not_counted_there()
    {
        var scene = await idp.EmergencyAsync(s => s.HasPhone = true);
        for (var i = 0; i < 10; i++)
        {
            await idp.WithAsync<AttemptLimits, LimitDecision>(limits => limits.TakeAsync(AttemptKey.TypedCodesOf(scene.Person.Id), Ct));
        }

        using var browser = idp.OpenBrowser();
        await browser.EnterEmergencyAsync(scene.App, scene.Person);
        await browser.PressAsync("Text");
        var digits = await idp.Carrier.LastCodeToAsync(scene.Person.Phone!);
        (await browser.PressAsync("Text")).Says("A code was sent a moment ago");

        (await browser.SubmitAsync(new { Code = digits[0] == '1' ? $"2{digits[1..]}" : $"1{digits[1..]}" })).Says("not right");
        await browser.SubmitAsync(new { Code = digits });

        Assert.NotNull(browser.CallbackUrl);
        await using var db = idp.Database.Open();
        Assert.Equal(10, (await db.AttemptLimits.SingleAsync(l => l.Kind == AttemptKind.TypedCode && l.Subject == AttemptKey.TypedCodesOf(scene.Person.Id).Subject, Ct)).Failures);
        Assert.False(await db.AttemptLimits.AnyAsync(l => l.Kind == AttemptKind.Factor, Ct));
    }

    [Fact]
    public async Task A_sealed_code_opens_once_and_one_that_was_replaced_opens_nothing()
    {
        var scene = await idp.EmergencyAsync();
        using var first = idp.OpenBrowser();
        await first.OpenEmergencyAsync(scene);
        using var second = idp.OpenBrowser();

        (await second.OpenEmergencyAsync(scene)).Says("used before");
        var replaced = await idp.PrintAsync(scene.Clinic, scene.Person, scene.Admin);
        await idp.PrintAsync(scene.Clinic, scene.Person, scene.Admin);
        (await second.SubmitAsync(new { Code = replaced })).Says("used before");
    }

    [Fact]
    public async Task Of_two_browsers_with_the_same_sealed_code_at_the_same_moment_one_gets_in()
    {
        var scene = await idp.EmergencyAsync();
        using var one = idp.OpenBrowser();
        using var two = idp.OpenBrowser();
        await one.EnterEmergencyAsync(scene.App, scene.Person);
        await two.EnterEmergencyAsync(scene.App, scene.Person);

        await Task.WhenAll(one.SubmitAsync(new { scene.Code }), two.SubmitAsync(new { scene.Code }));

        Assert.Single(new[] { one, two }, browser => browser.CallbackUrl is not null);
    }

    [Fact, Trait("Row", "B5")]
    public async Task An_app_that_is_not_marked_hears_access_denied_and_gets_no_token()
    {
        var scene = await idp.EmergencyAsync(marked: false);
        using var browser = idp.OpenBrowser();

        await browser.OpenEmergencyAsync(scene);

        Assert.Equal("access_denied", scene.App.Answer(browser.CallbackUrl)["error"]);
    }

    [Fact]
    public async Task It_opens_none_of_our_own_pages_and_an_ordinary_sign_in_there_ends_it()
    {
        var scene = await idp.EmergencyAsync(s => (s.Role, s.HasPhone) = (Role.Admin, true));
        using var browser = idp.OpenBrowser();
        await browser.OpenEmergencyAsync(scene);

        foreach (var page in (string[])["/account", $"/admin/{scene.Clinic.PracticeId}/people", "/account/phone"])
        {
            Assert.Equal("/sign-in", (await browser.GoToAsync(page)).Path);
        }

        await browser.SignInAsync(scene.Person, "/account");
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(scene.Person.Phone!));
        Assert.Equal("/account", browser.Page.Path);
        await browser.GoToAsync(scene.App.AuthorizeUrl());
        Assert.Null((await scene.App.RedeemAsync(browser.CallbackUrl)).IdToken.Find("emergency"));
    }

    [Fact]
    public async Task The_password_proven_here_is_not_proven_on_the_ordinary_pages()
    {
        var scene = await idp.EmergencyAsync(s => s.HasPhone = true);
        using var browser = idp.OpenBrowser();
        await browser.EnterEmergencyAsync(scene.App, scene.Person);
        var attempt = browser.Page.Url.Query;

        foreach (var page in (string[])["/sign-in", "/sign-in/password", "/sign-in/code", "/sign-in/choose", "/sign-in/continue"])
        {
            Assert.Equal("/emergency/prove", (await browser.GoToAsync(page + attempt)).Path);
        }

        Assert.Equal("/sign-in", (await browser.PressAsync("Sign in the ordinary way")).Path);
        Assert.Equal("/emergency", (await browser.GoToAsync("/emergency/prove" + attempt)).Path);
    }

    [Fact]
    public async Task Somebody_taken_off_the_list_is_out_at_the_next_request_of_any_app()
    {
        var scene = await idp.EmergencyAsync(s => s.Client = client => client.RefreshesWithinSession = true);
        using var browser = idp.OpenBrowser();
        await browser.OpenEmergencyAsync(scene);
        var tokens = await scene.App.RedeemAsync(browser.CallbackUrl);

        await idp.Given.PolicyAsync(scene.Clinic, new ClinicPolicy { EmergencyAccess = true, EmergencyUsers = [scene.Admin.Id] });

        using var refused = await scene.App.SendRefreshAsync(tokens.RefreshToken!);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        await browser.GoToAsync(scene.App.AuthorizeUrl("openid", ("prompt", "none")));
        Assert.Equal("login_required", scene.App.Answer(browser.CallbackUrl)["error"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("too short")]
    public async Task A_reason_that_says_nothing_is_asked_for_again(string reason)
    {
        var scene = await idp.EmergencyAsync();
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/emergency");

        (await browser.SubmitAsync(new { scene.Person.Email, scene.Person.Password, Reason = reason })).Says("at least 10 characters");
    }
}
