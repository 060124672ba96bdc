using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn;

/// <summary>The main job: a person of a clinic signs in to an app with a password and a code, and the app learns honestly how.</summary>
public class SignInWithCodeTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy EmailEveryTime = new() { StaffMethods = [Method.Email, Method.Text], When = MfaMoment.EverySignIn };

    [Fact]
    public async Task A_staff_member_signs_in_with_a_texted_code_and_the_app_receives_tokens()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = idp.OpenBrowser();

        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!);
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal(anna.Id.ToString(), tokens.IdToken.Subject);
        Assert.Equal("urn:idp:acr:aal2", tokens.IdToken.Acr);
        Assert.Equal(["pwd", "otp", "sms", "mfa"], tokens.IdToken.Amr);
        Assert.Equal(clinic.Id.ToString(), tokens.IdToken.Find("clinic_id"));
        Assert.Equal(["sign-in.started", "code.sent", "sign-in.completed", "token.issued"], await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task A_code_read_out_by_a_call_counts_as_a_telephone()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync(), prefers: Channel.Voice);
        using var browser = idp.OpenBrowser();

        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!);
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal("voice", (await idp.Carrier.MessagesToAsync(anna.Phone!))[0].Channel);
        Assert.Equal(["pwd", "otp", "tel", "mfa"], tokens.IdToken.Amr);
    }

    [Fact]
    public async Task A_code_by_mail_is_not_called_multi_factor()
    {
        var anna = await idp.Given.StaffWithEmailAsync(await idp.Given.ClinicAsync(EmailEveryTime));
        using var browser = idp.OpenBrowser();

        await browser.SignInWithCodeAsync(idp, anna, anna.Email);
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal("urn:idp:acr:aal1-email", tokens.IdToken.Acr);
        Assert.Equal(["pwd", "otp", "email"], tokens.IdToken.Amr);
    }

    [Fact]
    [Trait("Row", "EN6")]
    public async Task A_patient_of_a_clinic_that_asks_its_staff_only_needs_the_password_alone()
    {
        var patient = await idp.Given.PatientAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();

        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), patient);
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal("urn:idp:acr:aal1", tokens.IdToken.Acr);
        Assert.Equal(["pwd"], tokens.IdToken.Amr);
    }

    [Fact]
    public async Task A_clinic_that_asks_nobody_lets_staff_in_with_the_password()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(new ClinicPolicy { Require = MfaRequirement.Nobody }));
        using var browser = idp.OpenBrowser();

        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal(["pwd"], (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Amr);
    }

    [Fact]
    [Trait("Row", "PF15")]
    public async Task Somebody_of_two_clinics_chooses_one_and_meets_its_policy()
    {
        var strict = await idp.Given.ClinicAsync(name: "Strict Clinic");
        var easy = await idp.Given.ClinicAsync(new ClinicPolicy { Require = MfaRequirement.Nobody }, "Easy Clinic");
        var anna = await idp.Given.PersonAsync((strict, Role.Staff), (easy, Role.Staff));
        using var browser = idp.OpenBrowser();

        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        page.Says("Strict Clinic");
        var choice = page.All("input[type=radio]").Single(radio => radio.Closest("label")!.TextContent.Contains("Easy Clinic", StringComparison.Ordinal));
        await browser.SubmitAsync(new Dictionary<string, string?> { [choice.GetAttribute("name")!] = choice.GetAttribute("value") });

        Assert.Equal(easy.Id.ToString(), (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Find("clinic_id"));
    }

    [Fact]
    public async Task The_code_page_shows_where_the_code_went_and_not_the_number()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync(name: "Lakeside"));
        using var browser = idp.OpenBrowser();

        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        page.Says($"(•••) •••-{anna.Phone![^4..]}");
        Assert.DoesNotContain(anna.Phone![2..], page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain($"555-{anna.Phone![^4..]}", page.Body, StringComparison.Ordinal);
        page.Says("Lakeside");
        Assert.True(page.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_clinic_decides_how_long_its_codes_are()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync(new ClinicPolicy { CodeLength = 8 }));
        using var browser = idp.OpenBrowser();

        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!);

        Assert.Equal(8, (await idp.Carrier.LastCodeToAsync(anna.Phone!)).Length);
        Assert.NotNull(browser.CallbackUrl);
    }

    [Fact]
    public async Task A_person_without_a_membership_that_the_app_serves_is_told_and_the_app_hears_access_denied()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, client => client.ServesPatients = false);
        var patient = await idp.Given.PatientAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();

        var page = await browser.GivePasswordAsync(app.AuthorizeUrl(), patient);
        Assert.Equal("/sign-in/no-access", page.Path);
        await browser.SendAsync(page.MainForm());

        Assert.Equal("access_denied", app.Answer(browser.CallbackUrl)["error"]);
        Assert.False(await browser.IsSignedInAsync());
    }
}
