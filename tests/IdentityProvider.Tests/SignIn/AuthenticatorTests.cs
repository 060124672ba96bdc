using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Codes of an authenticator app: set up while signing in, asked for afterwards, accepted once.</summary>
[Trait("Row", "B7")]
public class AuthenticatorTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task An_app_is_set_up_by_its_first_code_and_counts_for_this_sign_in()
    {
        var nia = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);

        var page = await browser.SubmitAsync(new { Method = "AuthenticatorApp" });
        Assert.Equal("/sign-in/set-up/app", page.Path);
        Assert.NotEmpty(page.All(".app-picture svg path"));
        await browser.EnterCodeAsync(Apps.CodeOf(page.One(".app-key").TextContent, idp.Clock.GetUtcNow()));
        await browser.DeclineTrustAsync();

        Assert.Equal(["pwd", "otp", "mfa"], (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Amr);
        Assert.Contains("factor.added", await idp.AuditTrailAsync(nia));
        Assert.Contains(await idp.Carrier.MessagesToAsync(nia.Email), mail => mail.Text.Contains("authenticator app", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_picture_stays_the_same_when_the_page_is_looked_at_again_and_a_new_choice_draws_another()
    {
        var nia = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);
        var first = (await browser.SubmitAsync(new { Method = "AuthenticatorApp" })).One(".app-key").TextContent;

        Assert.Equal(first, (await browser.ReloadAsync()).One(".app-key").TextContent);
        await browser.UseAsync("Change");
        Assert.NotEqual(first, (await browser.SubmitAsync(new { Method = "AuthenticatorApp" })).One(".app-key").TextContent);
    }

    [Fact]
    public async Task The_code_that_confirmed_the_app_opens_nothing_a_second_time()
    {
        var nia = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);
        await browser.SubmitAsync(new { Method = "AuthenticatorApp" });
        var code = Apps.CodeOf(browser.Page.One(".app-key").TextContent, idp.Clock.GetUtcNow());
        await browser.EnterCodeAsync(code);
        await browser.DeclineTrustAsync();
        using var other = idp.OpenBrowser();
        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);

        await other.EnterCodeAsync(code);

        Assert.Equal("/sign-in/authenticator", other.Page.Path);
        Assert.False(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task A_code_is_refused_when_it_is_replayed_and_so_is_every_older_one()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync());
        var (used, older) = (app.Now, app.In(TimeSpan.FromSeconds(-30)));
        Assert.NotNull((await SignInAsync(nia, used)).CallbackUrl);

        foreach (var replayed in new[] { used, older })
        {
            using var thief = await SignInAsync(nia, replayed);
            thief.Page.ShowsProblem("Digits", "That is not the code your app shows now. Wait for the next one and type it.");
            Assert.False(await thief.IsSignedInAsync());
        }

        idp.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.NotNull((await SignInAsync(nia, app.Now)).CallbackUrl);
    }

    [Fact]
    public async Task The_same_code_typed_in_many_browsers_at_once_opens_one_of_them()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync());
        var browsers = new List<Browser>();
        for (var i = 0; i < 6; i++)
        {
            browsers.Add(idp.OpenBrowser());
            await browsers[i].GivePasswordAsync(idp.App.AuthorizeUrl(), nia);
        }

        var code = app.Now;
        await Task.WhenAll(browsers.Select(browser => browser.EnterCodeAsync(code)));

        Assert.Single(browsers, browser => browser.CallbackUrl is not null);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task Ten_wrong_codes_lock_texts_and_app_alike_and_the_right_one_waits_too()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync());
        using var browser = await SignInAsync(nia, app.Wrong);
        for (var i = 0; i < 9; i++)
        {
            await browser.EnterCodeAsync(app.Wrong);
        }

        Assert.Equal("/sign-in/locked", browser.Page.Path);
        using var other = idp.OpenBrowser();
        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);
        Assert.Equal("/sign-in/locked", other.Page.Path);
        Assert.Contains("codes.locked", await idp.AuditTrailAsync(nia));
        idp.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.NotNull((await SignInAsync(nia, app.Now)).CallbackUrl);
    }

    [Fact]
    public async Task A_hundred_wrong_codes_switch_the_app_off_and_never_lead_to_a_set_up()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync());
        for (var i = 0; i < 10; i++)
        {
            using var guesser = await SignInAsync(nia, app.Wrong);
            for (var guess = 0; guess < 9; guess++)
            {
                await guesser.EnterCodeAsync(app.Wrong);
            }

            idp.Clock.Advance(TimeSpan.FromMinutes(61));
        }

        using var browser = idp.OpenBrowser();
        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);

        Assert.Equal("/sign-in/no-way-left", page.Path);
        Assert.Contains("factor.disabled", await idp.AuditTrailAsync(nia));
    }

    [Fact]
    public async Task A_code_that_cannot_be_one_costs_no_try()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync());
        using var browser = await SignInAsync(nia, "12345");

        browser.Page.ShowsProblem("Digits", "The code has 6 digits. Type them as your app shows them.");
        Assert.DoesNotContain("way.refused", await idp.AuditTrailAsync(nia));
        await browser.EnterCodeAsync($"{app.Now[..3]} {app.Now[3..]}");
        Assert.NotNull(browser.CallbackUrl);
    }

    [Fact]
    public async Task An_app_earns_the_browser_trust()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);
        await browser.EnterCodeAndRememberAsync(app.Now);
        browser.Cookies.Forget("-session");

        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);

        Assert.Equal(["pwd", "tdev"], (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Amr);
    }

    [Fact]
    public async Task An_app_where_the_clinic_takes_texts_only_earns_nothing_but_the_right_to_set_one_up()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync(new ClinicPolicy { StaffMethods = [Method.Text] }));
        using var browser = await SignInAsync(nia, app.Now);

        Assert.Equal("/sign-in/set-up", browser.Page.Path);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Another_way_lists_what_is_on_file_with_the_number_masked()
    {
        var nia = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        await idp.WithAppAsync(nia);
        await idp.WithRecoveryCodesAsync(nia);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);

        var page = await browser.UseAsync("AnotherWay");

        Assert.Equal(["Text", "Voice", "AuthenticatorApp", "RecoveryCode"], page.All("input[name=Way]").Select(way => way.GetAttribute("value")));
        page.Says($"(•••) •••-{nia.Phone![^4..]}");
        page.DoesNotSay(nia.Phone[2..8]);
    }

    [Fact]
    public async Task The_secret_is_kept_encrypted()
    {
        var (_, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync());
        await using var db = idp.Database.Open();

        var stored = await db.AuthenticatorKeys.SingleAsync(key => key.FactorId == app.FactorId, TestContext.Current.CancellationToken);

        // Key id, nonce and tag around twenty bytes.
        Assert.Equal(1 + "test".Length + 12 + 20 + 16, stored.SecretEncrypted.Length);
    }

    private async Task<Browser> SignInAsync(Person person, string code)
    {
        var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        Assert.Equal("/sign-in/authenticator", browser.Page.Path);
        await browser.EnterCodeAsync(code);
        return browser;
    }
}
