using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>prompt, max_age, acr_values and the hints: what an app may ask about the sign-in itself.</summary>
public class PromptTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task Prompt_none_without_a_session_is_login_required()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("prompt", "none")));

        Assert.Equal("login_required", app.Answer(browser.CallbackUrl)["error"]);
    }

    [Fact]
    public async Task Prompt_none_with_a_session_gives_a_code_without_a_page()
    {
        var (app, browser, _) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("prompt", "none")));

        await app.RedeemAsync(browser.CallbackUrl);
    }

    [Theory]
    [InlineData("login")]
    [InlineData("select_account")]
    public async Task Prompt_login_asks_again_and_auth_time_moves(string prompt)
    {
        var (app, browser, person) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;
        var before = idp.Clock.GetUtcNow();
        idp.Clock.Advance(TimeSpan.FromMinutes(1));

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("prompt", prompt)));
        Assert.Null(browser.CallbackUrl);
        if (prompt == "select_account")
        {
            await browser.SubmitAsync(new { person.Email });
        }

        await browser.SubmitAsync(new { person.Password });

        Assert.True((await app.RedeemAsync(browser.CallbackUrl)).IdToken.AuthTime > before);
    }

    [Fact]
    public async Task An_abandoned_prompt_login_does_not_count_for_the_next()
    {
        var (app, browser, _) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("prompt", "login")));
        await browser.GoToAsync(app.AuthorizeUrl("openid", ("prompt", "login")));

        Assert.Null(browser.CallbackUrl);
    }

    [Theory]
    [InlineData(599, false)]
    [InlineData(601, true)]
    [Trait("Row", "B3")]
    public async Task Max_age_decides_by_the_age_of_the_proof(int secondsLater, bool asks)
    {
        var (app, browser, person) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;
        idp.Clock.Advance(TimeSpan.FromSeconds(secondsLater));

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("max_age", "600"), ("prompt", "none")));
        Assert.Equal(asks ? "login_required" : null, app.Answer(browser.CallbackUrl).GetValueOrDefault("error"));

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("max_age", "600")));
        Assert.Equal(asks, browser.CallbackUrl is null);
        if (asks)
        {
            await browser.SubmitAsync(new { person.Password });
            Assert.InRange((await app.RedeemAsync(browser.CallbackUrl)).IdToken.AuthTime, idp.Clock.GetUtcNow().AddSeconds(-2), idp.Clock.GetUtcNow());
        }
    }

    [Theory]
    [InlineData(null, "login_required")]
    [InlineData("3600", null)]
    public async Task A_request_without_max_age_has_the_one_its_client_registered(string? maxAge, string? error)
    {
        var (app, browser, _) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;
        await idp.ChangeClientAsync(app, client => client.DefaultMaxAge = TimeSpan.FromMinutes(5));
        idp.Clock.Advance(TimeSpan.FromSeconds(301));

        await browser.GoToAsync(maxAge is null ? app.AuthorizeUrl("openid", ("prompt", "none")) : app.AuthorizeUrl("openid", ("max_age", maxAge), ("prompt", "none")));

        Assert.Equal(error, app.Answer(browser.CallbackUrl).GetValueOrDefault("error"));
    }

    [Fact]
    public async Task A_class_that_the_session_lacks_is_interaction_required_in_silence_and_a_page_otherwise()
    {
        var (app, browser, _) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("acr_values", "urn:idp:acr:aal2"), ("prompt", "none")));
        Assert.Equal("interaction_required", app.Answer(browser.CallbackUrl)["error"]);

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("acr_values", "urn:idp:acr:aal2")));
        Assert.Null(browser.CallbackUrl);
        Assert.StartsWith("/sign-in", browser.Page.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("urn:example:unknown", null)]
    [InlineData("urn:idp:acr:aal1 urn:idp:acr:aal2", null)]
    [Trait("Row", "B3")]
    public async Task Acr_values_are_met_ignored_or_refused(string acrValues, string? error)
    {
        var (app, browser, _) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("acr_values", acrValues)));

        Assert.Equal(error, app.Answer(browser.CallbackUrl).GetValueOrDefault("error"));
    }

    [Fact]
    public async Task A_hint_for_the_user_of_the_session_is_good_and_for_another_is_not()
    {
        var (app, browser, _) = await SignedInAsync();
        using var closing = app;
        using var alsoClosing = browser;
        using var otherBrowser = idp.OpenBrowser();
        await browser.GoToAsync(app.AuthorizeUrl());
        var mine = (await RawIdTokenAsync(app, browser))!;
        await otherBrowser.SignInAsync(app.AuthorizeUrl(), await idp.SomebodyAsync());
        var others = (await RawIdTokenAsync(app, otherBrowser))!;

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("id_token_hint", mine), ("prompt", "none")));
        Assert.Null(app.Answer(browser.CallbackUrl).GetValueOrDefault("error"));

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("id_token_hint", others), ("prompt", "none")));
        Assert.Equal("login_required", app.Answer(browser.CallbackUrl)["error"]);
    }

    [Fact]
    public async Task Login_hint_fills_in_the_name()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("login_hint", "maya@clinic.example")));

        Assert.Equal("maya@clinic.example", browser.Page.One("input[name=Email]").GetAttribute("value"));
    }

    [Fact]
    public async Task Ui_locales_choose_the_language_of_the_pages()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("ui_locales", "fr es-US")));

        Assert.Equal("es", browser.Page.One("html").GetAttribute("lang"));
    }

    private async Task<(TestApp App, Browser Browser, Person Person)> SignedInAsync()
    {
        var app = await idp.Given.AppAsync(idp.Issuer);
        var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(app.AuthorizeUrl(), person);
        Assert.True(browser.Callback().ContainsKey("code"));
        return (app, browser, person);
    }

    private static async Task<string?> RawIdTokenAsync(TestApp app, Browser browser) => (await app.RedeemAsync(browser.CallbackUrl)).IdToken.Raw;
}
