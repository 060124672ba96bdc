using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn.Passkeys;

/// <summary>A passkey after the password, and the making of one where a clinic or an app asks for a second factor.</summary>
public class PasskeySecondTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy TextsOnly = new() { StaffMethods = [Method.Text] };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Row", "B7")]
    public async Task A_clinic_that_allows_texts_only_takes_a_passkey_and_trust_is_offered_on_a_page_of_its_own()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(TextsOnly));
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();

        var asked = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/passkey", asked.Path);
        var trust = await browser.UsePasskeyAsync(device);
        Assert.Equal("/sign-in/remember", trust.Path);
        await browser.SubmitAsync(new { Remember = true });
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal("urn:idp:acr:aal2-phr", tokens.IdToken.Acr);
        await using var db = idp.Database.Open();
        Assert.Equal(Protocol.ProofKind.Passkey, (await db.TrustedDevices.SingleAsync(d => d.UserId == anna.Id, Ct)).EarnedBy);
    }

    [Fact]
    public async Task Trust_that_a_passkey_earned_skips_the_second_factor_next_time()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(TextsOnly));
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await browser.UsePasskeyAsync(device);
        await browser.SubmitAsync(new { Remember = true });
        await browser.GoToAsync("/account/sign-out");
        await browser.PressAsync("Sign out");

        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        Assert.Equal("urn:idp:acr:aal1-td", (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Acr);
    }

    [Fact]
    public async Task The_question_after_the_password_names_the_users_passkeys_and_nobody_elses_is_taken()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (anna, ben) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic));
        using var annas = await idp.GivePasskeyAsync(anna);
        using var bens = await idp.GivePasskeyAsync(ben);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);

        var asked = await browser.AskForPasskeyAsync();
        var named = Assert.Single(asked.Options.GetProperty("allowCredentials").EnumerateArray());
        Assert.Equal(SoftwareAuthenticator.Encode(annas.CredentialId), named.GetProperty("id").GetString());
        var page = await browser.AnswerAsync(asked, bens.Get(asked.Options));

        page.Says("This passkey did not work here.");
        Assert.Equal("/sign-in/passkey", page.Path);
        Assert.Equal("/sign-in/remember", (await browser.UsePasskeyAsync(annas)).Path);
    }

    [Fact]
    public async Task An_answer_for_the_first_page_is_no_second_factor_and_the_other_way_round()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        var alone = await browser.AskForPasskeyAsync();
        await browser.SubmitAsync(new { anna.Email });
        await browser.SubmitAsync(new { anna.Password });

        (await browser.AnswerAsync(alone, device.Get(alone.Options))).Says("That took too long, or was sent twice.");
    }

    [Fact]
    public async Task Who_has_a_phone_too_can_choose_the_passkey_and_go_back()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/code", browser.Page.Path);

        await browser.UseAsync("AnotherWay");
        var passkey = await browser.SubmitAsync(new { Way = "Passkey" });
        Assert.Equal("/sign-in/passkey", passkey.Path);
        var choice = await browser.UseAsync("AnotherWay");
        Assert.Equal("/sign-in/choose", choice.Path);
        await browser.SubmitAsync(new { Way = "Passkey" });
        await browser.UsePasskeyAsync(device);
        await browser.DeclineTrustAsync();

        Assert.Equal("urn:idp:acr:aal2-phr", (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Acr);
    }

    [Fact]
    public async Task Codes_that_are_locked_do_not_lock_the_passkey()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        for (var i = 0; i < 10; i++)
        {
            if (i % 5 == 0)
            {
                using var fresh = idp.OpenBrowser();
                await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
            }

            await browser.SubmitAsync(new { Digits = "000000" });
        }

        using var other = idp.OpenBrowser();
        await other.GoToAsync(idp.App.AuthorizeUrl());
        await other.UsePasskeyAsync(device);

        Assert.NotNull(other.CallbackUrl);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("packed")]
    public async Task A_passkey_made_where_the_clinic_asks_for_a_second_factor_counts_at_once(string format)
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(TextsOnly));
        using var device = new SoftwareAuthenticator(idp.Issuer) { Format = format };
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/set-up", browser.Page.Path);

        await browser.UseAsync("Passkey");
        Assert.Equal("/sign-in/set-up/passkey", browser.Page.Path);
        await browser.MakePasskeyAsync(device);
        await browser.DeclineTrustAsync();
        var tokens = await idp.App.RedeemAsync(browser.CallbackUrl);

        Assert.Equal("urn:idp:acr:aal2-phr", tokens.IdToken.Acr);
        Assert.Contains("passkey.added", await idp.AuditTrailAsync(anna));
        Assert.Contains(await idp.Carrier.MessagesToAsync(anna.Email), m => m.Text.Contains("a passkey for signing in was added: Apple Passwords", StringComparison.Ordinal));

        using var next = idp.OpenBrowser();
        await next.GoToAsync(idp.App.AuthorizeUrl());
        await next.UsePasskeyAsync(device);
        Assert.NotNull(next.CallbackUrl);
    }

    [Fact]
    public async Task An_app_that_wants_a_phishing_resistant_sign_in_has_one_set_up_after_the_old_factor_was_shown()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var device = new SoftwareAuthenticator(idp.Issuer);
        using var browser = idp.OpenBrowser();

        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(more: ("acr_values", "urn:idp:acr:aal2-phr")), anna);
        Assert.Equal("/sign-in/code", browser.Page.Path);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        Assert.Equal("/sign-in/set-up", browser.Page.Path);
        browser.Page.Says("Only a passkey is strong enough here.");
        await browser.UseAsync("Passkey");
        await browser.MakePasskeyAsync(device);
        await browser.KeepCodesAsync();

        Assert.Equal("urn:idp:acr:aal2-phr", (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Acr);
    }

    [Theory]
    [InlineData("another origin")]
    [InlineData("another address")]
    [InlineData("not verified")]
    [InlineData("tampered")]
    public async Task A_registration_with_one_thing_wrong_puts_nothing_on_file(string lie)
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = new SoftwareAuthenticator(idp.Issuer) { IsUserVerified = lie != "not verified" };
        device.Origin = lie == "another origin" ? "https://evil.example" : device.Origin;
        device.RpId = lie == "another address" ? "evil.example" : device.RpId;
        device.Tampers = lie == "tampered" ? data => data.Replace("webauthn.create", "webauthn.get", StringComparison.Ordinal) : null;
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await browser.UseAsync("Passkey");

        var page = await browser.MakePasskeyAsync(device);

        page.Says("This passkey could not be added.");
        await using var db = idp.Database.Open();
        Assert.False(await db.Passkeys.AnyAsync(p => p.UserId == anna.Id, Ct));
    }

    [Fact]
    public async Task A_passkey_that_is_registered_already_is_not_registered_again_for_anybody()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (anna, ben) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic));
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), ben);
        await browser.UseAsync("Passkey");

        (await browser.MakePasskeyAsync(device)).Says("This passkey could not be added.");

        await using var db = idp.Database.Open();
        Assert.Equal(anna.Id, (await db.Passkeys.SingleAsync(p => p.CredentialId == device.CredentialId, Ct)).UserId);
    }

    [Fact]
    public async Task A_challenge_for_one_users_registration_registers_nothing_for_another()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (anna, ben) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic));
        using var device = new SoftwareAuthenticator(idp.Issuer);
        using var annas = idp.OpenBrowser();
        using var bens = idp.OpenBrowser();
        await annas.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await annas.UseAsync("Passkey");
        await bens.GivePasswordAsync(idp.App.AuthorizeUrl(), ben);
        await bens.UseAsync("Passkey");
        var asked = await bens.AskForPasskeyAsync();

        (await annas.AnswerAsync(asked, device.Create(asked.Options))).Says("That took too long, or was sent twice.");
    }

    [Fact]
    public async Task A_handle_says_nothing_about_its_user_and_stays_the_same()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await browser.UseAsync("Passkey");

        var first = (await browser.AskForPasskeyAsync()).Options.GetProperty("user");
        var second = (await browser.AskForPasskeyAsync()).Options.GetProperty("user");

        Assert.Equal(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
        Assert.Equal(anna.Email, first.GetProperty("name").GetString());
        Assert.DoesNotContain(anna.Id.ToString("N"), first.GetProperty("id").GetString(), StringComparison.OrdinalIgnoreCase);
    }
}
