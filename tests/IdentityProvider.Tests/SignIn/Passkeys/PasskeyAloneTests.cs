using System.Text.Json;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.SignIn.Passkeys;

/// <summary>A passkey on the first page says who it is and proves it: no name, no password, no code.</summary>
public class PasskeyAloneTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact, Trait("Row", "B7")]
    public async Task A_passkey_alone_signs_in_and_the_app_hears_phishing_resistant()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffAsync(clinic);
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.UsePasskeyAsync(device);
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal(anna.Id.ToString(), tokens.IdToken.Subject);
        Assert.Equal("urn:idp:acr:aal2-phr", tokens.IdToken.Acr);
        Assert.Equal(["swk", "user", "mfa"], tokens.IdToken.Amr);
        Assert.Equal(clinic.Id.ToString(), tokens.IdToken.Find("clinic_id"));
        Assert.Equal(["sign-in.started", "sign-in.completed", "token.issued"], await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task The_question_is_the_same_whoever_was_typed_and_names_nobodys_passkeys()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        using var other = idp.OpenBrowser();

        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.SubmitAsync(new { anna.Email });
        await other.GoToAsync(idp.App.AuthorizeUrl());
        await other.SubmitAsync(new { Email = "nobody@clinic.example" });
        var (known, unknown) = ((await browser.AskForPasskeyAsync()).Options, (await other.AskForPasskeyAsync()).Options);

        Assert.Equal(Shape(known), Shape(unknown));
        Assert.Empty(known.GetProperty("allowCredentials").EnumerateArray());
        Assert.Equal("required", known.GetProperty("userVerification").GetString());
        Assert.Equal("localhost", known.GetProperty("rpId").GetString());
    }

    [Fact]
    public async Task On_the_password_page_the_passkey_says_who_it_is_whatever_was_typed_before()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (anna, ben) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic));
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.SubmitAsync(new { ben.Email });
        await browser.UsePasskeyAsync(device);

        Assert.Equal(anna.Id.ToString(), (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Subject);
    }

    [Fact]
    [Trait("Row", "PF15")]
    public async Task A_session_that_was_left_alone_opens_with_the_users_own_passkey_and_with_nobody_elses()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (anna, ben) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic));
        using var annas = await idp.GivePasskeyAsync(anna);
        using var bens = await idp.GivePasskeyAsync(ben);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account");
        await browser.UsePasskeyAsync(annas);
        Assert.Equal("/account", browser.Page.Path);
        idp.Clock.Advance(TimeSpan.FromMinutes(31));

        var locked = await browser.GoToAsync("/account");
        Assert.Equal("/sign-in/password", locked.Path);
        var refused = await browser.UsePasskeyAsync(bens);
        refused.Says("This passkey did not work here.");
        Assert.False(await browser.IsSignedInAsync());
        var opened = await browser.UsePasskeyAsync(annas);

        Assert.Equal("/account", opened.Path);
    }

    [Fact]
    public async Task Unlocking_is_not_a_new_sign_in()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.UsePasskeyAsync(device);
        var first = await idp.App.RedeemAsync(browser.CallbackUrl);
        idp.Clock.Advance(TimeSpan.FromMinutes(31));

        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.UsePasskeyAsync(device);
        var second = await idp.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal(first.IdToken.Find("auth_time"), second.IdToken.Find("auth_time"));
    }

    [Fact]
    public async Task A_password_that_was_switched_off_does_not_stop_the_passkey()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.SubmitAsync(new { anna.Email });
        for (var i = 0; i < 6; i++)
        {
            await browser.SubmitAsync(new { Password = "wrong" });
        }

        browser.Page.Says("Too many wrong passwords.");
        await browser.UsePasskeyAsync(device);

        Assert.NotNull(browser.CallbackUrl);
    }

    [Fact]
    [Trait("Row", "B11")]
    public async Task Without_a_script_the_page_says_what_is_missing_and_where_else_to_go()
    {
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());

        var page = await browser.PressAsync("Sign in with a passkey");
        page.Says("Passkeys need JavaScript");
        var back = await browser.PressAsync("Use e-mail and password instead");

        Assert.Equal("/sign-in", back.Path);
    }

    [Fact]
    public async Task An_app_that_asks_for_a_fresh_sign_in_gets_one_by_passkey()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.UsePasskeyAsync(device);
        var first = await idp.App.RedeemAsync(browser.CallbackUrl);
        idp.Clock.Advance(TimeSpan.FromMinutes(2));

        await browser.GoToAsync(idp.App.AuthorizeUrl(more: ("max_age", "60")));
        Assert.Equal("/sign-in/password", browser.Page.Path);
        await browser.UsePasskeyAsync(device);

        Assert.NotEqual(first.IdToken.Find("auth_time"), (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Find("auth_time"));
    }

    private static IEnumerable<string> Shape(JsonElement options) =>
        options.EnumerateObject().Select(p => p.Name == "challenge" ? $"challenge of {p.Value.GetString()!.Length}" : p.ToString());
}
