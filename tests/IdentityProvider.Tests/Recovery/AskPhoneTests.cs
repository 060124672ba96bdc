using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Recovery;

/// <summary>A reset asks for a phone where the clinic says so and none is on file; the phone proves nothing of that reset.</summary>
public class AskPhoneTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    [Trait("Row", "PF1")]
    public async Task A_reset_asks_for_a_phone_and_a_code_goes_to_it_at_once_and_lets_the_user_in()
    {
        var phone = Given.NextPhone();
        var (browser, _) = await AfterNewPasswordAsync(new ClinicPolicy { Require = MfaRequirement.Nobody, CodeLength = 5 });
        Assert.Equal("/recover/phone", browser.Page.Path);
        Assert.Null(browser.CallbackUrl);

        await browser.SubmitAsync(new { Phone = phone, Method = "Text" });
        var code = await idp.Carrier.LastCodeToAsync(phone);
        Assert.Equal(5, code.Length);
        await browser.EnterCodeAsync(code);
        await browser.KeepCodesAsync();

        Assert.NotNull(browser.CallbackUrl);
        browser.Dispose();
    }

    [Fact]
    public async Task It_can_be_skipped_where_the_clinic_allows_it_and_not_where_it_does_not()
    {
        var (skipping, _) = await AfterNewPasswordAsync(new ClinicPolicy { Require = MfaRequirement.Nobody });
        await skipping.PressAsync("Not now");
        Assert.NotNull(skipping.CallbackUrl);

        var (browser, _) = await AfterNewPasswordAsync(new ClinicPolicy { Require = MfaRequirement.Nobody, PhoneRequired = true });
        browser.Page.DoesNotSay("Not now");
        var form = browser.Page.MainForm();
        await browser.SendAsync(form with { Action = new Uri(form.Action + "&handler=Skip") });

        Assert.Equal("/recover/phone", browser.Page.Path);
        Assert.False(await browser.IsSignedInAsync());
        skipping.Dispose();
        browser.Dispose();
    }

    [Fact]
    public async Task Nobody_is_asked_where_the_clinic_does_not_ask()
    {
        var (browser, _) = await AfterNewPasswordAsync(new ClinicPolicy { Require = MfaRequirement.Nobody, AskForPhone = PhoneQuestion.AccountCreation });

        Assert.NotNull(browser.CallbackUrl);
        browser.Dispose();
    }

    [Fact]
    public async Task A_number_that_cannot_be_used_is_refused_with_the_reason()
    {
        var (browser, _) = await AfterNewPasswordAsync(new ClinicPolicy { Require = MfaRequirement.Nobody });

        await browser.SubmitAsync(new { Phone = "416 555 2671", Method = "Text" });

        browser.Page.ShowsProblem("Phone", "This number is in Canada. Use a US number.");
        browser.Dispose();
    }

    private async Task<(Browser Browser, Person Person)> AfterNewPasswordAsync(ClinicPolicy policy)
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(policy));
        var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.SubmitAsync(new { anna.Email });
        await browser.PressAsync("Forgot your password?");
        await browser.SubmitAsync(new { anna.Email });
        await browser.FollowLinkAsync(idp, anna.Email);
        await browser.ChoosePasswordAsync();
        return (browser, anna);
    }
}
