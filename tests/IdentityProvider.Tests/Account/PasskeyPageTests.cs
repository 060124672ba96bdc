using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Devices;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Account;

/// <summary>One's own passkeys: adding, naming and removing them.</summary>
public class PasskeyPageTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy AsksNobody = new() { Require = MfaRequirement.Nobody };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Row", "B7")]
    public async Task The_first_passkey_is_added_with_the_password_alone_and_its_owner_is_told()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var device = new SoftwareAuthenticator(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var page = await browser.SignInAsync(anna, "/account/passkeys/new");
        Assert.Equal("/account/passkeys/new", page.Path);

        var codes = await browser.MakePasskeyAsync(device);
        Assert.Equal("/account/factors/codes", codes.Path);
        var list = await browser.SubmitAsync(new { Saved = true });

        Assert.Equal("/account/factors", list.Path);
        list.Says("Apple Passwords");
        Assert.Contains(await idp.Carrier.MessagesToAsync(anna.Email), m => m.Text.Contains("a passkey for signing in was added: Apple Passwords", StringComparison.Ordinal));
        Assert.Contains("passkey.added", await idp.AuditTrailAsync(anna));
        using var next = idp.OpenBrowser();
        await next.GoToAsync("/account");
        Assert.Equal("/account", (await next.UsePasskeyAsync(device)).Path);
    }

    [Fact]
    public async Task A_second_passkey_of_the_same_make_gets_a_name_of_its_own()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var device = await idp.GivePasskeyAsync(anna);
        using var other = new SoftwareAuthenticator(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account/passkeys/new");
        await browser.UsePasskeyAsync(device);

        await browser.MakePasskeyAsync(other);

        (await browser.GoToAsync("/account/passkeys")).Says("Apple Passwords 2");
    }

    [Fact]
    public async Task With_a_factor_on_file_another_passkey_takes_a_fresh_one()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var device = new SoftwareAuthenticator(idp.Issuer);
        using var browser = idp.OpenBrowser();

        var page = await browser.SignInAsync(anna, "/account/passkeys/new");
        Assert.Equal("/sign-in/code", page.Path);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        Assert.Equal("/account/passkeys/new", browser.Page.Path);
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        // The page still lies open; what it asks for is too old now, for the question as for the answer.
        using var question = await browser.FetchAsync(PasskeyPages.QuestionOf(browser).ToRequest());
        var late = await browser.SendAsync(browser.Fill(new { Question = Guid.Empty, Credential = "{}" }));

        Assert.Equal(HttpStatusCode.SeeOther, question.StatusCode);
        Assert.StartsWith("/sign-in", late.Path, StringComparison.Ordinal);
        await using var db = idp.Database.Open();
        Assert.False(await db.Passkeys.AnyAsync(p => p.UserId == anna.Id, Ct));
    }

    [Fact]
    public async Task A_challenge_of_one_session_adds_nothing_in_another()
    {
        var clinic = await idp.Given.ClinicAsync(AsksNobody);
        var (anna, ben) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic));
        using var device = new SoftwareAuthenticator(idp.Issuer);
        using var annas = idp.OpenBrowser();
        using var bens = idp.OpenBrowser();
        await annas.SignInAsync(anna, "/account/passkeys/new");
        await bens.SignInAsync(ben, "/account/passkeys/new");
        var asked = await bens.AskForPasskeyAsync();

        var page = await annas.AnswerAsync(asked, device.Create(asked.Options));

        page.Says("That took too long, or was sent twice. Try again.");
        Assert.Equal("/account/passkeys/new", page.Path);
    }

    [Fact]
    public async Task The_device_is_told_of_the_passkeys_it_must_not_make_twice()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account/passkeys/new");
        await browser.UsePasskeyAsync(device);

        var options = (await browser.AskForPasskeyAsync()).Options;

        Assert.Equal(SoftwareAuthenticator.Encode(device.CredentialId), Assert.Single(options.GetProperty("excludeCredentials").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("required", options.GetProperty("authenticatorSelection").GetProperty("residentKey").GetString());
        Assert.Equal("none", options.GetProperty("attestation").GetString());
    }

    [Fact]
    public async Task A_passkey_is_renamed_and_a_name_has_its_limits()
    {
        var (browser, _, _) = await AtTheirPasskeyAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var closing = browser;

        (await browser.SubmitAsync(new { Name = " " })).ShowsProblem("Name", "Type a name.");
        (await browser.SubmitAsync(new { Name = new string('x', 61) })).ShowsProblem("Name", "Use at most 60 letters and no line breaks.");
        var list = await browser.SubmitAsync(new { Name = "<b>Work laptop</b>" });

        list.Says("<b>Work laptop</b>");
    }

    [Fact]
    public async Task Removing_a_passkey_ends_the_trust_in_browsers_and_its_owner_is_told()
    {
        var (browser, anna, device) = await AtTheirPasskeyAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var closing = browser;
        await using (var db = idp.Database.Open())
        {
            db.TrustedDevices.Add(new TrustedDevice(
                anna.Id, Protocol.ProofKind.Passkey, DeviceToken.Draw(), new BrowserSighting("Firefox", "Linux", ""), idp.Clock.GetUtcNow()));
            await db.SaveChangesAsync(Ct);
        }

        (await browser.UseAsync("Remove")).Says("The passkey was removed");

        await using var after = idp.Database.Open();
        Assert.Equal(DeviceEnd.FactorChanged, (await after.TrustedDevices.SingleAsync(d => d.UserId == anna.Id, Ct)).EndedFor);
        Assert.Contains(await idp.Carrier.MessagesToAsync(anna.Email), m => m.Text.Contains("this passkey was removed: Apple Passwords", StringComparison.Ordinal));
        using var other = idp.OpenBrowser();
        await other.GoToAsync("/account");
        (await other.UsePasskeyAsync(device)).Says("This passkey did not work here.");
    }

    [Fact]
    public async Task The_last_factor_that_a_clinic_demands_stays_and_one_of_two_may_go()
    {
        var (browser, anna, _) = await AtTheirPasskeyAsync(await idp.Given.ClinicAsync());
        using var closing = browser;
        browser.Page.Says("This is your last second step");
        var url = browser.Page.Url.PathAndQuery;

        // The button is not there; the post made by hand is refused too.
        var name = browser.Fill(new { Name = "Anything" });
        await browser.SendAsync(name with { Action = new Uri(browser.Page.Url, url + "&handler=Remove") });
        browser.Page.Says("This is your last second step");
        using var second = await idp.GivePasskeyAsync(anna);
        await browser.GoToAsync(url);

        (await browser.UseAsync("Remove")).Says("The passkey was removed");
    }

    [Fact]
    public async Task Nobody_changes_the_passkey_of_somebody_else()
    {
        var clinic = await idp.Given.ClinicAsync(AsksNobody);
        var (browser, _, _) = await AtTheirPasskeyAsync(clinic);
        using var closing = browser;
        var ben = await idp.Given.StaffAsync(clinic);
        using var bens = await idp.GivePasskeyAsync(ben);
        await using var db = idp.Database.Open();
        var id = await db.Passkeys.Where(p => p.UserId == ben.Id).Select(p => p.Id).SingleAsync(Ct);
        var form = browser.Fill(new { Name = "Mine now" });

        await browser.SendAsync(form with { Action = new Uri(browser.Page.Url, $"/account/passkeys/edit?id={id}") });
        await browser.SendAsync(form with { Action = new Uri(browser.Page.Url, $"/account/passkeys/edit?id={id}&handler=Remove") });

        var untouched = await db.Passkeys.AsNoTracking().SingleAsync(p => p.Id == id, Ct);
        Assert.Equal(("Apple Passwords", true), (untouched.Name, untouched.IsOnFile));
    }

    [Fact]
    public async Task There_is_an_end_to_how_many_one_can_keep()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var first = await idp.GivePasskeyAsync(anna);
        for (var i = 1; i < Passkeys.Most; i++)
        {
            (await idp.GivePasskeyAsync(anna)).Dispose();
        }

        using var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account/passkeys/new");
        var page = await browser.UsePasskeyAsync(first);

        page.Says("You have as many passkeys as we keep");
        Assert.Empty(page.All("form[data-passkey]"));
    }

    /// <summary>Somebody whose only factor is a passkey, at the page that changes it.</summary>
    private async Task<(Browser Browser, Person Person, SoftwareAuthenticator Device)> AtTheirPasskeyAsync(Clinic clinic)
    {
        var anna = await idp.Given.StaffAsync(clinic);
        var device = await idp.GivePasskeyAsync(anna);
        var browser = idp.OpenBrowser();
        await browser.GoToAsync("/account/passkeys");
        await browser.UsePasskeyAsync(device);
        Assert.Equal("/account/passkeys", browser.Page.Path);
        await browser.PressAsync("Change");
        Assert.Equal("/account/passkeys/edit", browser.Page.Path);
        return (browser, anna, device);
    }
}
