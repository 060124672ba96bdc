using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Account;

/// <summary>A person's own switch for the second step: on with the password and a wizard, off with the password and the factor.</summary>
public class SecondStepTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy StaffOnly = new() { Require = MfaRequirement.Staff };

    [Fact]
    [Trait("Row", "TA3")]
    public async Task Somebody_whom_nobody_asks_switches_it_on_with_password_phone_and_code_and_is_asked_from_then_on()
    {
        var (browser, pat, phone) = await SwitchedOnAsync();
        browser.Page.Says("The second step is on");
        using var other = idp.OpenBrowser();

        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), pat);

        Assert.Equal("/sign-in/code", other.Page.Path);
        await other.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(phone));
        Assert.Equal("urn:idp:acr:aal2", (await idp.App.RedeemAsync(other.CallbackUrl)).IdToken.Acr);
        Assert.Contains("second-step.on", await idp.AuditTrailAsync(pat));
        Assert.Contains(await idp.Carrier.MessagesToAsync(pat.Email), mail => mail.Subject!.StartsWith("A second step was switched on", StringComparison.Ordinal));
        browser.Dispose();
    }

    [Fact]
    [Trait("Row", "TA3")]
    public async Task The_password_is_asked_for_again_and_nothing_is_on_before_the_code_was_entered()
    {
        var pat = await idp.Given.PatientAsync(await idp.Given.ClinicAsync(StaffOnly));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(pat, "/account/second-step");
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        var page = await browser.PressAsync("Switch it on");
        Assert.Equal("/sign-in/password", page.Path);
        page = await browser.SubmitAsync(new { pat.Password });
        Assert.Equal("/sign-in/set-up", page.Path);
        Assert.Equal("Text", page.One("input[name=Method][checked]").GetAttribute("value"));
        page = await browser.GoToAsync("/account/second-step");

        page.Says("Only what your clinics ask counts.");
    }

    [Fact]
    [Trait("Row", "TA9")]
    public async Task It_is_switched_off_with_password_and_factor_and_the_person_is_told()
    {
        var (browser, pat, phone) = await SwitchedOnAsync();
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        await browser.PressAsync("Switch it off");
        Assert.Equal("/sign-in/password", browser.Page.Path);
        await browser.SubmitAsync(new { pat.Password });
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(phone));
        browser.Page.Says("Your password alone opens the apps of your clinics.");
        await browser.SendAsync(browser.Page.Behind("Switch it off").Form!);

        browser.Page.Says("The second step is off");
        using var other = idp.OpenBrowser();
        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), pat);
        Assert.NotNull(other.CallbackUrl);
        Assert.Contains(await idp.Carrier.MessagesToAsync(pat.Email), mail => mail.Subject!.StartsWith("A second step was switched off", StringComparison.Ordinal));
        browser.Dispose();
    }

    [Fact]
    public async Task A_post_made_by_hand_switches_nothing_off_without_a_fresh_factor()
    {
        var (browser, pat, _) = await SwitchedOnAsync();
        var form = browser.Page.Behind("Sign out").Form!;
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        await browser.SendAsync(form with { Action = new Uri(idp.Issuer, "/account/second-step/off") });

        Assert.StartsWith("/sign-in/", browser.Page.Path, StringComparison.Ordinal);
        using var other = idp.OpenBrowser();
        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), pat);
        Assert.Equal("/sign-in/code", other.Page.Path);
        browser.Dispose();
    }

    [Fact]
    public async Task A_session_that_was_there_before_is_asked_at_its_next_authorization()
    {
        var pat = await idp.Given.PatientAsync(await idp.Given.ClinicAsync(StaffOnly));
        using var elsewhere = idp.OpenBrowser();
        await elsewhere.GivePasswordAsync(idp.App.AuthorizeUrl(), pat);
        Assert.NotNull(elsewhere.CallbackUrl);
        using var browser = idp.OpenBrowser();
        await SwitchOnAsync(browser, pat, Given.NextPhone());

        await elsewhere.GoToAsync(idp.App.AuthorizeUrl());

        Assert.Null(elsewhere.CallbackUrl);
        Assert.StartsWith("/sign-in/", elsewhere.Page.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_clinic_asks_switching_off_says_that_it_stays()
    {
        var clinic = await idp.Given.ClinicAsync(StaffOnly, "Birch Lane Clinic");
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(anna, "/account/second-step/off");
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));

        browser.Page.Says("These go on asking for it: Birch Lane Clinic.");
    }

    private async Task<(Browser Browser, Person Pat, string Phone)> SwitchedOnAsync()
    {
        var pat = await idp.Given.PatientAsync(await idp.Given.ClinicAsync(StaffOnly));
        var (browser, phone) = (idp.OpenBrowser(), Given.NextPhone());
        await SwitchOnAsync(browser, pat, phone);
        return (browser, pat, phone);
    }

    private async Task SwitchOnAsync(Browser browser, Person person, string phone)
    {
        await browser.SignInAsync(person, "/account/second-step");
        await browser.PressAsync("Switch it on");
        await browser.SetUpPhoneAsync(idp, phone);
        Assert.Equal("/account/second-step/on", browser.Page.Path);
        await browser.SendAsync(browser.Page.Behind("Switch it on").Form!);
    }
}
