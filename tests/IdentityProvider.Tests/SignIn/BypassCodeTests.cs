using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>A code that an admin gave to somebody who left the phone at home.</summary>
[Trait("Row", "B8")]
public class BypassCodeTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task It_opens_one_sign_in_and_the_tokens_say_by_what()
    {
        var (nia, clinic) = await SomebodyAsync();
        var code = await idp.WithBypassCodeAsync(nia, clinic);

        using var browser = await WithCodeAsync(nia, code);

        var token = (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken;
        Assert.Equal("urn:idp:acr:aal1-byp", token.Acr);
        Assert.Equal(["pwd", "byp"], token.Amr);
        await using var db = idp.Database.Open();
        Assert.False(await db.TrustedDevices.AnyAsync(device => device.UserId == nia.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_works_once()
    {
        var (nia, clinic) = await SomebodyAsync();
        var code = await idp.WithBypassCodeAsync(nia, clinic);
        using var late = await AtCodeAsync(nia);
        using var first = await WithCodeAsync(nia, code);
        Assert.NotNull(first.CallbackUrl);

        await late.EnterCodeAsync(code);

        Assert.False(await late.IsSignedInAsync());
        using var next = idp.OpenBrowser();
        await next.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);
        Assert.DoesNotContain("BypassCode", (await next.UseAsync("AnotherWay")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_code_typed_in_many_browsers_at_once_opens_one_of_them()
    {
        var (nia, clinic) = await SomebodyAsync();
        var code = await idp.WithBypassCodeAsync(nia, clinic);
        var browsers = new List<Browser>();
        for (var i = 0; i < 5; i++)
        {
            browsers.Add(await AtCodeAsync(nia));
        }

        await Task.WhenAll(browsers.Select(browser => browser.EnterCodeAsync(code)));

        Assert.Single(browsers, browser => browser.CallbackUrl is not null);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task It_opens_nothing_from_the_moment_on_that_was_said()
    {
        var (nia, clinic) = await SomebodyAsync();
        var code = await idp.WithBypassCodeAsync(nia, clinic, hours: 4);
        idp.Clock.Advance(TimeSpan.FromHours(4) - TimeSpan.FromMinutes(1));
        using var browser = await AtCodeAsync(nia);
        idp.Clock.Advance(TimeSpan.FromMinutes(1));

        await browser.EnterCodeAsync(code);

        Assert.False(await browser.IsSignedInAsync());
        Assert.Null(browser.CallbackUrl);
    }

    [Fact]
    public async Task The_code_of_one_clinic_opens_no_other()
    {
        var (here, elsewhere) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var nia = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((here, Role.Staff), (elsewhere, Role.Staff)));
        await idp.WithAppAsync(nia);
        await idp.WithBypassCodeAsync(nia, here);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(more: ("clinic_id", elsewhere.Id.ToString())), nia);

        var page = await browser.UseAsync("AnotherWay");

        Assert.DoesNotContain("BypassCode", page.Body, StringComparison.Ordinal);
        await browser.SendAsync(browser.Page.MainForm().With("Way", "BypassCode"));
        Assert.Equal("/sign-in/choose", browser.Page.Path);
    }

    [Fact]
    public async Task It_changes_nothing_in_the_account()
    {
        var (nia, clinic) = await SomebodyAsync();
        using var browser = await WithCodeAsync(nia, await idp.WithBypassCodeAsync(nia, clinic));

        var page = await browser.GoToAsync("/account/phone");

        Assert.StartsWith("/sign-in/", page.Path, StringComparison.Ordinal);
        Assert.DoesNotContain("BypassCode", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_without_any_factor_may_use_it_instead_of_setting_one_up()
    {
        var clinic = await idp.Given.ClinicAsync();
        var nia = await idp.Given.StaffAsync(clinic);
        var code = await idp.WithBypassCodeAsync(nia, clinic);
        using var browser = idp.OpenBrowser();
        Assert.Equal("/sign-in/set-up", (await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), nia)).Path);

        await browser.UseAsync("Code");
        Assert.Equal("/sign-in/bypass-code", browser.Page.Path);
        await browser.UseAsync("SetUp");
        Assert.Equal("/sign-in/set-up", browser.Page.Path);
        await browser.UseAsync("Code");
        await browser.EnterCodeAsync(code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal));

        Assert.Equal(["pwd", "byp"], (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Amr);
    }

    [Fact]
    public async Task Guesses_count_with_all_other_guesses()
    {
        var (nia, clinic) = await SomebodyAsync();
        await idp.WithBypassCodeAsync(nia, clinic);
        using var browser = await AtCodeAsync(nia);
        for (var i = 0; i < 10; i++)
        {
            await browser.EnterCodeAsync("0000-0000-00");
        }

        Assert.Equal("/sign-in/locked", browser.Page.Path);
    }

    private async Task<(Person Nia, Clinic Clinic)> SomebodyAsync()
    {
        var clinic = await idp.Given.ClinicAsync();
        var nia = await idp.Given.StaffWithPhoneAsync(clinic);
        await idp.WithAppAsync(nia);
        return (nia, clinic);
    }

    private async Task<Browser> AtCodeAsync(Person person)
    {
        var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        await browser.UseAsync("AnotherWay");
        await browser.SubmitAsync(new { Way = "BypassCode" });
        Assert.Equal("/sign-in/bypass-code", browser.Page.Path);
        return browser;
    }

    private async Task<Browser> WithCodeAsync(Person person, string code)
    {
        var browser = await AtCodeAsync(person);
        await browser.EnterCodeAsync(code);
        return browser;
    }
}
