using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Clinics;

/// <summary>The three products' habits, each walked with its preset and nothing else set.</summary>
public class PresetRowTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy PracticeFusion = Preset.NewBrowsers.Over(new ClinicPolicy());
    private static readonly ClinicPolicy Ensora = Preset.EverySignIn.Over(new ClinicPolicy());
    private static readonly ClinicPolicy TherapyAppointment = Preset.RememberYear.Over(new ClinicPolicy());

    [Fact]
    [Trait("Row", "PF1")]
    [Trait("Row", "PF3")]
    public async Task Practice_Fusion_asks_for_a_phone_by_text_or_call_and_lets_in_with_a_code_of_five_digits()
    {
        var (browser, _) = await FirstSignInAsync(PracticeFusion);
        var phone = Given.NextPhone();
        Assert.Equal(["Text", "Voice"], Methods(browser.Page));

        await browser.SubmitAsync(new { Method = "Voice", Phone = phone });
        var code = await idp.Carrier.LastCodeToAsync(phone);
        await browser.EnterCodeAsync(code);
        await browser.DeclineTrustAsync();

        Assert.Equal(5, code.Length);
        Assert.NotNull(browser.CallbackUrl);
        Assert.True(PracticeFusion.AsksForPhoneAt(PhoneQuestion.AccountCreation) && PracticeFusion.AsksForPhoneAt(PhoneQuestion.PasswordReset) && PracticeFusion.PhoneRequired);
        browser.Dispose();
    }

    [Fact]
    [Trait("Row", "PF2")]
    public async Task Practice_Fusion_asks_for_a_code_on_a_new_computer_and_not_at_every_sign_in()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync(PracticeFusion));
        using var known = idp.OpenBrowser();
        await known.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        known.Cookies.Forget("-session");
        using var unknown = idp.OpenBrowser();

        await known.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await unknown.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.NotNull(known.CallbackUrl);
        Assert.Equal("/sign-in/code", unknown.Page.Path);
    }

    [Fact]
    [Trait("Row", "EN2")]
    public async Task Ensora_lets_nobody_of_the_staff_in_without_setting_up_from_the_moment_it_is_on()
    {
        var clinic = await idp.Given.ClinicAsync(new ClinicPolicy { Require = MfaRequirement.Nobody });
        var anna = await idp.Given.StaffAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.NotNull(browser.CallbackUrl);

        await idp.Given.PolicyAsync(clinic, Ensora);
        using var next = idp.OpenBrowser();
        await next.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal("/sign-in/set-up", next.Page.Path);
        next.Page.DoesNotSay("Not now");
    }

    [Theory]
    [InlineData(Method.Text)]
    [InlineData(Method.Email)]
    [InlineData(Method.Text, Method.Email)]
    [Trait("Row", "EN3")]
    public async Task Ensora_shows_a_choice_only_where_the_clinic_lets_people_choose(params Method[] methods)
    {
        var (browser, _) = await FirstSignInAsync(Ensora with { StaffMethods = [.. methods] });

        Assert.Equal(methods.Length > 1 ? methods.Select(m => m.ToString()) : [], Methods(browser.Page));
        Assert.Equal(methods.Contains(Method.Text), browser.Page.All("input[name=Phone]").Any());
        browser.Dispose();
    }

    [Fact]
    [Trait("Row", "EN4")]
    public async Task Ensora_mails_codes_to_the_address_of_the_account_and_texts_only_to_US_numbers()
    {
        var (browser, anna) = await FirstSignInAsync(Ensora);

        var page = await browser.SubmitAsync(new { Method = "Text", Phone = "416-555-0123" });
        page.ShowsProblem("Phone", "This number is in Canada. Use a US number.");
        await browser.SubmitAsync(new { Method = "Email" });
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Email));
        await browser.KeepCodesAsync();

        Assert.NotNull(browser.CallbackUrl);
        browser.Dispose();
    }

    [Theory]
    [InlineData(599, true)]
    [InlineData(600, false)]
    [Trait("Row", "EN5")]
    public async Task Ensoras_codes_expire_ten_minutes_after_they_were_sent(int seconds, bool works)
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync(Ensora));
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        var code = await idp.Carrier.LastCodeToAsync(anna.Phone!);
        idp.Clock.Advance(TimeSpan.FromSeconds(seconds));

        await browser.EnterCodeAsync(code);

        Assert.Equal(works, browser.CallbackUrl is not null);
    }

    [Fact]
    [Trait("Row", "EN6")]
    public async Task Ensora_leaves_patients_alone_and_touches_none_of_their_settings()
    {
        var pat = await idp.Given.PatientAsync(await idp.Given.ClinicAsync(Ensora));
        using var browser = idp.OpenBrowser();

        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), pat);

        Assert.NotNull(browser.CallbackUrl);
        Assert.Equal((new ClinicPolicy().RememberPatientsDays, true), (Ensora.RememberPatientsDays, new ClinicPolicy().PatientMethods.SetEquals(Ensora.PatientMethods)));
    }

    [Theory]
    [InlineData(MfaRequirement.Nobody, false, false)]
    [InlineData(MfaRequirement.Staff, true, false)]
    [InlineData(MfaRequirement.StaffAndPatients, true, true)]
    [Trait("Row", "TA1")]
    [Trait("Row", "TA2")]
    public async Task TherapyAppointment_asks_nobody_the_staff_or_staff_and_clients_to_set_up_text_or_voice(MfaRequirement require, bool staff, bool clients)
    {
        var clinic = await idp.Given.ClinicAsync(TherapyAppointment with { Require = require });

        Assert.Equal(staff, await MustSetUpAsync(await idp.Given.StaffAsync(clinic)));
        Assert.Equal(clients, await MustSetUpAsync(await idp.Given.PatientAsync(clinic)));
    }

    [Fact]
    [Trait("Row", "TA4")]
    public async Task TherapyAppointments_codes_have_eight_digits()
    {
        var (browser, _) = await FirstSignInAsync(TherapyAppointment);
        var phone = Given.NextPhone();

        await browser.SubmitAsync(new { Method = "Text", Phone = phone });

        Assert.Equal(8, (await idp.Carrier.LastCodeToAsync(phone)).Length);
        browser.Dispose();
    }

    [Theory]
    [InlineData(364, true)]
    [InlineData(365, false)]
    [Trait("Row", "TA6")]
    [Trait("Row", "TA7")]
    public async Task TherapyAppointment_remembers_a_device_for_a_year_and_then_asks_again(int days, bool remembered)
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync(TherapyAppointment));
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        idp.Clock.Advance(TimeSpan.FromDays(days));

        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal(remembered, browser.CallbackUrl is not null);
    }

    private async Task<bool> MustSetUpAsync(Person person)
    {
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        return browser.Page.Path == "/sign-in/set-up" && Methods(browser.Page) is ["Text", "Voice"];
    }

    private async Task<(Browser Browser, Person Anna)> FirstSignInAsync(ClinicPolicy policy)
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(policy));
        var browser = idp.OpenBrowser();
        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/set-up", page.Path);
        return (browser, anna);
    }

    private static IReadOnlyList<string> Methods(Page page) => [.. page.All("input[type=radio][name=Method]").Select(radio => radio.GetAttribute("value")!)];
}
