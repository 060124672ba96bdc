using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn;

/// <summary>The first second factor, set up in the middle of a sign-in because the clinic asks for one.</summary>
public class SetUpFactorTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy AnyWay = new() { StaffMethods = [Method.Text, Method.Voice, Method.Email] };

    [Theory]
    [InlineData("Text", "text", "urn:idp:acr:aal2")]
    [InlineData("Voice", "voice", "urn:idp:acr:aal2")]
    public async Task A_phone_set_up_by_its_code_is_the_second_factor_of_this_sign_in(string method, string channel, string acr)
    {
        var (browser, anna) = await SomeoneHasToSetUpAsync();
        var phone = Given.NextPhone();

        await browser.SubmitAsync(new { Method = method, Phone = phone });
        Assert.Equal(channel, (await idp.Carrier.MessagesToAsync(phone))[0].Channel);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(phone));
        Assert.Equal("/sign-in/remember", browser.Page.Path);
        await browser.DeclineTrustAsync();
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal(acr, tokens.IdToken.Acr);
        var trail = await idp.AuditTrailAsync(anna);
        Assert.Contains("phone.added", trail);
        Assert.Contains("factor.added", trail);
        Assert.Equal(1, trail.Count(name => name == "code.sent"));
    }

    [Fact]
    public async Task Codes_by_mail_are_set_up_by_a_code_to_the_address_of_the_account()
    {
        var (browser, anna) = await SomeoneHasToSetUpAsync();

        await browser.SubmitAsync(new { Method = "Email" });
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Email));
        await browser.DeclineTrustAsync();

        Assert.Equal("urn:idp:acr:aal1-email", (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Acr);
    }

    [Fact]
    public async Task The_next_sign_in_asks_for_a_code_and_not_for_a_set_up()
    {
        var (browser, anna) = await SomeoneHasToSetUpAsync();
        var phone = Given.NextPhone();
        await browser.SubmitAsync(new { Method = "Text", Phone = phone });
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(phone));
        await browser.DeclineTrustAsync();
        using var other = idp.OpenBrowser();

        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal("/sign-in/code", other.Page.Path);
    }

    [Fact]
    public async Task Trust_can_be_given_right_after_the_set_up()
    {
        var (browser, anna) = await SomeoneHasToSetUpAsync();
        var phone = Given.NextPhone();
        await browser.SubmitAsync(new { Method = "Text", Phone = phone });
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(phone));
        await browser.SubmitAsync(new { Remember = true });
        await browser.KeepCodesAsync();

        browser.Cookies.Forget("-session");
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal(["pwd", "tdev"], (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Amr);
    }

    [Theory]
    [InlineData("416-555-0123", "This number is in Canada. Use a US number.")]
    [InlineData("876 555 0123", "This number is in a Caribbean country outside the US. Use a US number.")]
    [InlineData("800-234-5678", "This is a toll-free number; codes cannot go there. Use your own number.")]
    [InlineData("900-234-5678", "This is a paid-service number; codes cannot go there. Use your own number.")]
    [InlineData("+44 20 7946 0000", "This number is not in the US. Use a US number.")]
    [InlineData("555-0123", "This number is too short. Type all 10 digits, area code first.")]
    [InlineData("", "Type your phone number.")]
    public async Task A_phone_outside_the_US_plan_is_refused_with_the_reason(string typed, string reason)
    {
        var (browser, _) = await SomeoneHasToSetUpAsync();

        var page = await browser.SubmitAsync(new { Method = "Text", Phone = typed });

        page.ShowsProblem("Phone", reason);
    }

    [Fact]
    public async Task A_refused_number_loses_nothing_the_next_one_is_taken()
    {
        var (browser, _) = await SomeoneHasToSetUpAsync();
        var phone = Given.NextPhone();
        await browser.SubmitAsync(new { Method = "Text", Phone = "416-555-0123" });

        await browser.SubmitAsync(new { Method = "Text", Phone = phone });
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(phone));

        Assert.Equal("/sign-in/remember", browser.Page.Path);
    }

    [Fact]
    [Trait("Row", "PF5")]
    public async Task A_number_whose_code_was_never_entered_is_no_factor()
    {
        var (browser, anna) = await SomeoneHasToSetUpAsync();
        var phone = Given.NextPhone();
        await browser.SubmitAsync(new { Method = "Text", Phone = phone });
        await browser.EnterCodeAsync(await idp.Carrier.WrongCodeForAsync(phone));
        using var other = idp.OpenBrowser();

        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal("/sign-in/set-up", other.Page.Path);
    }

    [Fact]
    [Trait("Row", "PF5")]
    public async Task A_new_number_in_the_middle_of_the_set_up_kills_the_code_to_the_old_one()
    {
        var (browser, _) = await SomeoneHasToSetUpAsync();
        var (mistyped, right) = (Given.NextPhone(), Given.NextPhone());
        await browser.SubmitAsync(new { Method = "Text", Phone = mistyped });
        var old = await idp.Carrier.LastCodeToAsync(mistyped);

        await browser.UseAsync("Change");
        await browser.SubmitAsync(new { Method = "Text", Phone = right });
        await browser.EnterCodeAsync(old);
        Assert.NotEqual("/sign-in/remember", browser.Page.Path);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(right));

        Assert.Equal("/sign-in/remember", browser.Page.Path);
    }

    [Fact]
    public async Task A_method_the_clinic_does_not_allow_cannot_be_set_up_by_hand()
    {
        var staff = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), staff);

        await browser.SendAsync(browser.Page.MainForm().With("Method", "Email"));

        Assert.Equal("/sign-in/set-up", browser.Page.Path);
        Assert.Empty(await idp.Carrier.MessagesToAsync(staff.Email));
    }

    private async Task<(Browser Browser, Person Anna)> SomeoneHasToSetUpAsync()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AnyWay));
        var browser = idp.OpenBrowser();
        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/set-up", page.Path);
        return (browser, anna);
    }
}
