using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

public class ConsentTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task Somebody_elses_app_says_in_words_what_it_wants_and_for_which_clinic()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        var clinic = await idp.Given.ClinicAsync(ConnectTest.PasswordOnly, "Birch Street Clinic");
        var person = await idp.Given.StaffAsync(clinic);

        await browser.SignInAsync(app.AuthorizeUrl(ConsentPages.Wanted), person);

        Assert.Equal("/connect/consent", browser.Page.Path);
        browser.Page.Says($"What may The App {app.ClientId} have?");
        browser.Page.Says(person.Email);
        browser.Page.Says("Birch Street Clinic");
        browser.Page.Says("See test results and measurements");
        browser.Page.Says("Keep this access when you are away");
        Assert.DoesNotContain(browser.Page.All("input[type=checkbox]"), box => box.GetAttribute("value") == "openid");
    }

    [Fact]
    public async Task An_answer_is_remembered()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(ConsentPages.Wanted), await idp.SomebodyAsync());

        await browser.PressAsync("Allow");
        Assert.Equal(ConsentPages.Wanted, ConsentPages.ScopeOf(await app.RedeemAsync(browser.CallbackUrl)));

        await browser.GoToAsync(app.AuthorizeUrl(ConsentPages.Wanted, ("prompt", "none")));
        Assert.Equal(ConsentPages.Wanted, ConsentPages.ScopeOf(await app.RedeemAsync(browser.CallbackUrl)));
        Assert.Equal(["consent.given", "token.issued", "token.issued"], await idp.AuditOfAsync(app));
    }

    [Fact]
    public async Task What_was_unticked_the_app_does_not_get_not_even_by_a_refresh_or_the_next_time()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(ConsentPages.Wanted), await idp.SomebodyAsync());

        await browser.SendAsync(browser.Leaving("profile", "offline_access"));
        var tokens = await app.RedeemAsync(browser.CallbackUrl);
        Assert.Equal("openid profile offline_access", ConsentPages.ScopeOf(tokens));

        using var wider = await app.SendRefreshAsync(tokens.RefreshToken!, ("scope", "openid profile user/Observation.rs"));
        Assert.Equal("invalid_scope", await wider.ErrorAsync());
        Assert.Equal("openid profile offline_access", ConsentPages.ScopeOf(await app.RefreshAsync(tokens.RefreshToken!)));

        await browser.GoToAsync(app.AuthorizeUrl(ConsentPages.Wanted));
        Assert.Equal("openid profile offline_access", ConsentPages.ScopeOf(await app.RedeemAsync(browser.CallbackUrl)));
    }

    [Fact]
    public async Task A_no_is_access_denied_and_the_next_request_asks_again()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(ConsentPages.Wanted), await idp.SomebodyAsync());

        await browser.PressAsync("Deny");
        Assert.Equal("access_denied", app.Answer(browser.CallbackUrl)["error"]);

        Assert.Equal("/connect/consent", (await browser.GoToAsync(app.AuthorizeUrl(ConsentPages.Wanted))).Path);
    }

    [Fact]
    public async Task Without_a_page_the_app_hears_that_one_is_needed()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(idp.App.AuthorizeUrl(), await idp.SomebodyAsync());

        await browser.GoToAsync(app.AuthorizeUrl(ConsentPages.Wanted, ("prompt", "none")));

        Assert.Equal("consent_required", app.Answer(browser.CallbackUrl)["error"]);
    }

    [Fact]
    public async Task Something_new_is_asked_for_again()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid profile"), await idp.SomebodyAsync());
        await browser.PressAsync("Allow");

        Assert.Equal("/connect/consent", (await browser.GoToAsync(app.AuthorizeUrl("openid email"))).Path);
        await browser.PressAsync("Allow");

        await browser.GoToAsync(app.AuthorizeUrl("openid profile email"));
        Assert.Equal("openid profile email", ConsentPages.ScopeOf(await app.RedeemAsync(browser.CallbackUrl)));
    }

    [Fact]
    public async Task The_clinics_own_app_asks_only_when_it_says_so()
    {
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(idp.App.AuthorizeUrl(), await idp.SomebodyAsync());
        Assert.True(idp.App.Answer(browser.CallbackUrl).ContainsKey("code"));

        await browser.GoToAsync(idp.App.AuthorizeUrl("openid profile", ("prompt", "consent")));
        await browser.PressAsync("Allow");
        Assert.True(idp.App.Answer(browser.CallbackUrl).ContainsKey("code"));
        Assert.Equal("/connect/consent", (await browser.GoToAsync(idp.App.AuthorizeUrl("openid profile", ("prompt", "consent")))).Path);
    }

    [Fact]
    public async Task Choosing_an_account_and_consenting_ends_at_the_app()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();

        await browser.SignInAsync(app.AuthorizeUrl(ConsentPages.Wanted, ("prompt", "select_account consent")), person);
        Assert.Equal("/connect/consent", browser.Page.Path);
        await browser.PressAsync("Allow");

        Assert.Equal(person.Id.ToString(), (await app.RedeemAsync(browser.CallbackUrl)).IdToken.Subject);
    }

    [Fact]
    public async Task A_yes_at_one_clinic_says_nothing_at_another()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        var (one, two) = (await idp.Given.ClinicAsync(ConnectTest.PasswordOnly), await idp.Given.ClinicAsync(ConnectTest.PasswordOnly));
        var person = await idp.Given.PersonAsync((one, Role.Staff), (two, Role.Staff));
        await browser.SignInAsync(app.AuthorizeUrl("openid", ("clinic_id", one.Id.ToString())), person);
        await browser.PressAsync("Allow");

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("clinic_id", two.Id.ToString())));

        Assert.Equal("/connect/consent", browser.Page.Path);
        browser.Page.Says(two.Name);
    }

    [Fact]
    public async Task It_is_asked_in_the_language_the_app_asked_for()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();

        await browser.SignInAsync(app.AuthorizeUrl(ConsentPages.Wanted, ("ui_locales", "es-MX")), await idp.SomebodyAsync());

        browser.Page.Says("Ver resultados y mediciones");
    }
}
