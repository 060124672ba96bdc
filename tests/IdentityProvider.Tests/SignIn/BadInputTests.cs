using System.Net;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn;

/// <summary>What people, browsers and networks do wrong. Each has a page that says what to do, and nothing is lost.</summary>
public class BadInputTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task An_unknown_client_gets_an_error_page_and_never_a_redirect()
    {
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync(idp.App.AuthorizeUrl("openid", ("client_id", "nobody")));

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Null(browser.CallbackUrl);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7999/other")]
    [InlineData("https://evil.example/")]
    [InlineData("")]
    [InlineData("javascript:alert(1)")]
    public async Task An_unregistered_redirect_uri_gets_an_error_page_and_never_a_redirect(string redirectUri)
    {
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync(idp.App.AuthorizeUrl("openid", ("redirect_uri", redirectUri)));

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Null(browser.CallbackUrl);
        Assert.DoesNotContain("evil.example", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_that_has_expired_says_so_and_leads_back_to_the_same_request()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        idp.Clock.Advance(TimeSpan.FromMinutes(46));

        var page = await browser.EnterCodeAsync("123456");

        Assert.Equal("/sign-in/expired", page.Path);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_second_tab_opened_in_the_middle_has_its_own_attempt_and_both_finish()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var first = idp.OpenBrowser();
        await first.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        using var second = first.OpenTab();
        await second.GoToAsync(idp.App.AuthorizeUrl());
        Assert.Equal("/sign-in", second.Page.Path);

        await first.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        Assert.NotNull(first.CallbackUrl);
        await second.ReloadAsync();
        Assert.Equal("/sign-in/continue", second.Page.Path);
        await second.SendAsync(second.Page.MainForm());

        Assert.NotEqual((await idp.App.RedeemAsync(first.CallbackUrl)).AccessToken, (await idp.App.RedeemAsync(second.CallbackUrl)).AccessToken);
    }

    [Fact]
    public async Task A_form_posted_twice_ends_where_the_first_post_ended()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        var form = browser.Fill(new { Digits = await idp.Carrier.LastCodeToAsync(anna.Phone!) });
        using var tab = browser.OpenTab();
        await tab.GoToAsync(browser.Page.Url.ToString());

        await browser.SendAsync(form);
        var again = await tab.SendAsync(form);

        Assert.NotNull(browser.CallbackUrl);
        Assert.NotEqual(HttpStatusCode.InternalServerError, again.Status);
        Assert.Equal(1, (await idp.AuditTrailAsync(anna)).Count(name => name == "sign-in.completed"));
    }

    [Fact]
    public async Task A_password_form_posted_twice_at_the_same_moment_sends_one_code()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.SubmitAsync(new { anna.Email });
        var form = browser.Fill(new { anna.Password });
        using var tab = browser.OpenTab();

        var pages = await Task.WhenAll(browser.SendAsync(form), tab.SendAsync(form));

        Assert.All(pages, page => Assert.Equal("/sign-in/code", page.Path));
        Assert.Single(await idp.Carrier.MessagesToAsync(anna.Phone!));
    }

    [Fact]
    public async Task The_cookie_of_another_browser_opens_no_attempt()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        using var other = idp.OpenBrowser();
        await other.GoToAsync(idp.App.AuthorizeUrl());

        var page = await other.GoToAsync(browser.Page.Url.ToString());

        Assert.Equal("/sign-in/expired", page.Path);
        page.DoesNotSay(anna.Phone![^4..]);
    }

    [Fact]
    public async Task The_trust_cookie_of_another_user_skips_nothing()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (anna, ben) = (await idp.Given.StaffWithPhoneAsync(clinic), await idp.Given.StaffWithPhoneAsync(clinic));
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        using var other = idp.OpenBrowser();
        await other.SignInWithCodeAsync(idp, ben, ben.Phone!, remember: true);
        var stolen = TrustOf(browser);
        stolen.Name = TrustOf(other).Name;
        other.Cookies.Set(stolen);
        other.Cookies.Forget("-session");

        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), ben);

        Assert.Equal("/sign-in/code", other.Page.Path);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused_and_says_what_to_do()
    {
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());

        var page = await browser.SendAsync(browser.Fill(new { Email = "anna@clinic.example" }).With("__RequestVerificationToken", "none"));

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.NotEmpty(page.Text);
    }

    [Theory]
    [InlineData("/sign-in?a=nonsense")]
    [InlineData("/sign-in?a[=1&[$=2&b[c=3")]
    [InlineData("/sign-in/code")]
    [InlineData("/sign-in/password?a=00000000-0000-0000-0000-000000000000")]
    [InlineData("/sign-in/set-up?a=%00")]
    [InlineData("/sign-in/remember?a=1&a=2")]
    [InlineData("/connect/authorize/resume?a=nonsense")]
    [InlineData("/connect/authorize?client_id=%00&redirect_uri=%ff")]
    public async Task Nonsense_in_the_address_gets_a_page_and_no_500(string url)
    {
        using var browser = idp.OpenBrowser();

        var page = await browser.GoToAsync(url);

        Assert.InRange((int)page.Status, 200, 499);
        Assert.NotEmpty(page.Text);
    }

    [Fact]
    public async Task NUL_bytes_and_very_long_input_get_an_answer_and_no_500()
    {
        using var browser = idp.OpenBrowser();
        foreach (var email in (string[])["a\0b@clinic.example", new string('x', 30_000) + "@clinic.example", "🦆@🦆", "'; drop table users; --@x.example"])
        {
            await browser.GoToAsync(idp.App.AuthorizeUrl());
            var page = await browser.SubmitAsync(new { Email = email });
            Assert.InRange((int)page.Status, 200, 499);
        }
    }

    private static Microsoft.Net.Http.Headers.SetCookieHeaderValue TrustOf(Browser browser) =>
        browser.Cookies.All.Single(c => c.Name.ToString().Contains("-td-", StringComparison.Ordinal));
}
