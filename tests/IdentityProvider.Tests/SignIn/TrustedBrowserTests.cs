using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn;

/// <summary>A remembered browser stands in for the code: where, for whom and how long it does, and what it is never called.</summary>
public class TrustedBrowserTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    [Trait("Row", "B3")]
    [Trait("Row", "PF15")]
    public async Task A_trusted_browser_skips_the_code_and_does_not_claim_a_second_factor()
    {
        var (browser, anna) = await SomeoneTrustsABrowserAsync();

        await SignInAgainAsync(browser, anna);
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal("urn:idp:acr:aal1-td", tokens.IdToken.Acr);
        Assert.Equal(["pwd", "tdev"], tokens.IdToken.Amr);
    }

    [Fact]
    [Trait("Row", "TA6")]
    public async Task Another_browser_asks()
    {
        var (_, anna) = await SomeoneTrustsABrowserAsync();
        using var other = idp.OpenBrowser();

        var page = await other.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal("/sign-in/code", page.Path);
    }

    [Fact]
    [Trait("Row", "TA6")]
    public async Task This_time_only_is_remembered_by_nobody()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!);

        await SignInAgainAsync(browser, anna);

        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(1, "/sign-in/code")]
    [Trait("Row", "TA7")]
    public async Task Trust_ends_when_the_days_of_the_clinic_are_over_however_often_it_was_used(int secondsPast, string? asked)
    {
        var (browser, anna) = await SomeoneTrustsABrowserAsync(new ClinicPolicy { RememberStaffDays = 3 });
        idp.Clock.Advance(TimeSpan.FromDays(2));
        await SignInAgainAsync(browser, anna);
        Assert.NotNull(browser.CallbackUrl);

        idp.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(secondsPast));
        await SignInAgainAsync(browser, anna);

        Assert.Equal(asked is null, browser.CallbackUrl is not null);
        Assert.Equal(asked, browser.CallbackUrl is null ? browser.Page.Path : null);
    }

    [Fact]
    public async Task A_policy_that_is_tightened_counts_for_trust_that_was_given_before()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);

        await idp.Given.PolicyAsync(clinic, new ClinicPolicy { When = MfaMoment.EverySignIn });
        await SignInAgainAsync(browser, anna);

        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    [Fact]
    public async Task Trust_earned_by_a_method_the_clinic_no_longer_allows_does_not_count()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);

        await idp.Given.PolicyAsync(clinic, new ClinicPolicy { StaffMethods = [Method.Voice] });
        await SignInAgainAsync(browser, anna);

        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    [Fact]
    [Trait("Row", "B8")]
    public async Task Two_people_at_one_workstation_each_have_their_own_trust()
    {
        var (browser, anna) = await SomeoneTrustsABrowserAsync();
        var ben = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        SignOut(browser);

        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), ben);
        Assert.Equal("/sign-in/code", browser.Page.Path);
        await browser.EnterCodeAndRememberAsync(await idp.Carrier.LastCodeToAsync(ben.Phone!));

        await SignInAgainAsync(browser, anna);
        Assert.NotNull(browser.CallbackUrl);
        await SignInAgainAsync(browser, ben);
        Assert.NotNull(browser.CallbackUrl);
    }

    [Fact]
    [Trait("Row", "B3")]
    public async Task An_app_that_demands_a_second_factor_gets_one_from_a_trusted_browser_too()
    {
        var (browser, anna) = await SomeoneTrustsABrowserAsync();
        SignOut(browser);

        await browser.GivePasswordAsync(idp.App.AuthorizeUrl("openid", ("acr_values", "urn:idp:acr:aal2")), anna);
        Assert.Equal("/sign-in/code", browser.Page.Path);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));

        Assert.Equal("urn:idp:acr:aal2", (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Acr);
    }

    [Fact]
    public async Task The_cookie_of_trust_says_nothing_and_scripts_cannot_read_it()
    {
        var (browser, anna) = await SomeoneTrustsABrowserAsync();

        var cookie = Assert.Single(browser.Cookies.All, c => c.Name.ToString().Contains("-td-", StringComparison.Ordinal));

        Assert.True(cookie.HttpOnly);
        Assert.Equal(Microsoft.Net.Http.Headers.SameSiteMode.Lax, cookie.SameSite);
        Assert.DoesNotContain(anna.Id.ToString("N"), cookie.ToString().Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    private async Task<(Browser Browser, Person Anna)> SomeoneTrustsABrowserAsync(ClinicPolicy? policy = null)
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync(policy));
        var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        Assert.NotNull(browser.CallbackUrl);
        return (browser, anna);
    }

    // Closing the browser ends the session's cookie; trust is kept on disk.
    private static void SignOut(Browser browser) => browser.Cookies.Forget("-session");

    private async Task SignInAgainAsync(Browser browser, Person person)
    {
        SignOut(browser);
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
    }
}
