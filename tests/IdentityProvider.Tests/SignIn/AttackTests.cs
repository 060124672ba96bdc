using System.Net;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn;

/// <summary>Known ways past a second factor, each tried as an attacker would.</summary>
public class AttackTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Theory]
    [InlineData("/sign-in/code")]
    [InlineData("/sign-in/remember")]
    [InlineData("/sign-in/continue")]
    [InlineData("/sign-in/set-up")]
    [InlineData("/sign-in/choose")]
    public async Task A_post_made_by_hand_to_a_later_step_skips_nothing(string step)
    {
        var (browser, _) = await SomeoneGaveThePasswordAsync();
        var form = browser.Page.MainForm();

        await browser.SendAsync(form with { Action = new Uri(form.Action.ToString().Replace("/sign-in/code", step, StringComparison.Ordinal)) });

        Assert.Equal("/sign-in/code", browser.Page.Path);
        Assert.Null(browser.CallbackUrl);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_code_page_cannot_be_reached_before_the_password()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.SubmitAsync(new { anna.Email });
        var form = browser.Page.MainForm();

        await browser.SendAsync(form with { Action = new Uri(form.Action.ToString().Replace("/sign-in/password", "/sign-in/code", StringComparison.Ordinal)) });

        Assert.Equal("/sign-in/password", browser.Page.Path);
        Assert.Empty(await idp.Carrier.MessagesToAsync(anna.Phone!));
    }

    [Theory]
    [InlineData("/sign-in/continue", true)]
    [InlineData("/sign-in/continue", false)]
    [InlineData("/sign-in/locked", true)]
    [InlineData("/sign-in/locked", false)]
    public async Task Before_the_password_no_page_tells_whether_the_name_is_known(string page, bool known)
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.SubmitAsync(new { Email = known ? anna.Email : "nobody.at.all@clinic.example" });

        await browser.GoToAsync(page + browser.Page.Url.Query);

        Assert.Equal("/sign-in/password", browser.Page.Path);
    }

    [Fact]
    public async Task After_the_password_alone_nobody_is_signed_in_anywhere()
    {
        var (browser, _) = await SomeoneGaveThePasswordAsync();

        Assert.False(await browser.IsSignedInAsync());
        Assert.Null(browser.Cookies["-session"]);
    }

    [Fact]
    public async Task The_way_back_to_the_app_taken_too_early_leads_to_the_sign_in()
    {
        var (browser, _) = await SomeoneGaveThePasswordAsync();
        var attempt = System.Web.HttpUtility.ParseQueryString(browser.Page.Url.Query)["a"];

        await browser.GoToAsync($"/connect/authorize/resume?a={attempt}");

        Assert.Null(browser.CallbackUrl);
        Assert.StartsWith("/sign-in", browser.Page.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_tab_that_starts_anew_cannot_use_the_password_of_the_first_to_skip_the_code()
    {
        var (browser, anna) = await SomeoneGaveThePasswordAsync();
        using var tab = browser.OpenTab();

        await tab.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal("/sign-in/code", tab.Page.Path);
        Assert.Null(tab.CallbackUrl);
    }

    [Fact]
    public async Task Guesses_sent_at_the_same_moment_cannot_share_a_try()
    {
        var (browser, anna) = await SomeoneGaveThePasswordAsync();
        var right = await idp.Carrier.LastCodeToAsync(anna.Phone!);
        var form = browser.Page.MainForm();
        var tabs = Enumerable.Range(0, 20).Select(_ => browser.OpenTab()).ToList();
        var wrong = Enumerable.Range(0, 20).Select(i => i.ToString("000000", System.Globalization.CultureInfo.InvariantCulture)).Where(g => g != right);

        await Task.WhenAll(wrong.Zip(tabs, (guess, tab) => tab.SendAsync(form.With("Digits", guess))));
        await browser.SendAsync(form.With("Digits", right));

        Assert.Null(browser.CallbackUrl);
        Assert.False(await browser.IsSignedInAsync());
        await using var db = idp.Database.Open();
        Assert.Equal(0, db.CodeSeries.Single(s => s.UserId == anna.Id).TriesLeft);
        tabs.ForEach(tab => tab.Dispose());
    }

    [Fact]
    public async Task The_right_code_sent_many_times_at_once_is_accepted_once()
    {
        var (browser, anna) = await SomeoneGaveThePasswordAsync();
        var form = browser.Fill(new { Digits = await idp.Carrier.LastCodeToAsync(anna.Phone!) });
        var tabs = Enumerable.Range(0, 4).Select(_ => browser.OpenTab()).ToList();

        await Task.WhenAll(tabs.Select(tab => tab.SendAsync(form)));

        Assert.Equal(1, (await idp.AuditTrailAsync(anna)).Count(name => name == "sign-in.completed"));
        tabs.ForEach(tab => tab.Dispose());
    }

    [Fact]
    public async Task A_session_planted_before_the_sign_in_is_worth_nothing_after_it()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var attacker = idp.OpenBrowser();
        await attacker.GoToAsync(idp.App.AuthorizeUrl());
        using var victim = idp.OpenBrowser();
        foreach (var cookie in attacker.Cookies.All)
        {
            victim.Cookies.Set(cookie);
        }

        await victim.GoToAsync(attacker.Page.Url.ToString());
        await victim.SubmitAsync(new { anna.Email });
        await victim.SubmitAsync(new { anna.Password });
        await victim.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        Assert.NotNull(victim.CallbackUrl);
        await attacker.ReloadAsync();

        Assert.Null(attacker.CallbackUrl);
        Assert.False(await attacker.IsSignedInAsync());
    }

    [Fact]
    public async Task A_session_cookie_changes_when_more_is_proven()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync(new() { Require = IdentityProvider.Clinics.MfaRequirement.Nobody }));
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        var before = browser.Cookies["-session"]!.Value;

        await browser.GoToAsync(idp.App.AuthorizeUrl("openid", ("acr_values", "urn:idp:acr:aal2")));
        await browser.SubmitAsync(new { Way = "Text" });
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));

        Assert.Equal("urn:idp:acr:aal2", (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Acr);
        Assert.NotEqual(before, browser.Cookies["-session"]!.Value);
    }

    [Theory]
    [InlineData("/account?returnUrl=https://evil.example")]
    [InlineData("/account?ReturnUrl=//evil.example/")]
    [InlineData("/account?next=https:%5C%5Cevil.example")]
    public async Task No_address_from_a_request_is_where_a_sign_in_ends(string url)
    {
        var patient = await idp.Given.PatientAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();

        await browser.GivePasswordAsync(url, patient);

        Assert.Null(browser.CallbackUrl);
        Assert.Equal("/account", browser.Page.Path);
    }

    [Fact]
    public async Task Another_site_cannot_sign_somebody_in_to_an_account_of_its_own()
    {
        var mallory = await idp.Given.PatientAsync(await idp.Given.ClinicAsync());
        using var attacker = idp.OpenBrowser();
        await attacker.GoToAsync(idp.App.AuthorizeUrl());
        await attacker.SubmitAsync(new { mallory.Email });
        var form = attacker.Fill(new { mallory.Password });
        using var victim = idp.OpenBrowser();

        var page = await victim.SendAsync(form);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Null(victim.CallbackUrl);
        Assert.Null(victim.Cookies["-session"]);
    }

    [Fact]
    public async Task A_stranger_learns_from_nothing_who_has_an_account()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var known = idp.OpenBrowser();
        using var unknown = idp.OpenBrowser();

        var right = await known.GivePasswordAsync(idp.App.AuthorizeUrl(), anna with { Password = "not the password at all" });
        var wrong = await unknown.GivePasswordAsync(idp.App.AuthorizeUrl(), anna with { Email = "nobody@clinic.example" });

        Assert.Equal((right.Status, right.Path, right.Title), (wrong.Status, wrong.Path, wrong.Title));
        Assert.Equal(right.Text.Replace(anna.Email, "", StringComparison.Ordinal), wrong.Text.Replace("nobody@clinic.example", "", StringComparison.Ordinal));
        right.ShowsProblem("Password", "This password does not match the address above. Type it again.");
    }

    [Fact]
    public async Task A_forged_host_header_changes_no_address_we_give_out()
    {
        using var browser = idp.OpenBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/openid-configuration");
        request.Headers.Host = "evil.example";

        using var response = await browser.FetchAsync(request);

        Assert.DoesNotContain("evil.example", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_in_pages_cannot_be_framed_cached_or_made_to_run_foreign_scripts()
    {
        var (browser, _) = await SomeoneGaveThePasswordAsync();

        var headers = browser.Page.Headers;
        var policy = Assert.Single(headers.GetValues("Content-Security-Policy"));

        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("base-uri 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("form-action", policy, StringComparison.Ordinal);
        Assert.Contains("no-store", headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
    }

    private async Task<(Browser Browser, Person Anna)> SomeoneGaveThePasswordAsync()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        var browser = idp.OpenBrowser();
        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/code", page.Path);
        return (browser, anna);
    }
}
