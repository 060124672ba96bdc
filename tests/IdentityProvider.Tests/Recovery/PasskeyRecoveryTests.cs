using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Recovery;

/// <summary>What passkeys do in a recovery, and what recoveries do to passkeys.</summary>
public class PasskeyRecoveryTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Row", "PF7")]
    public async Task A_passkey_proves_a_password_reset()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        using var browser = await AfterLinkAsync(anna);
        Assert.Equal("/sign-in/passkey", browser.Page.Path);

        // The link has said who it is: the question names that user's passkeys and takes no other.
        var asked = await browser.AskForPasskeyAsync();
        Assert.Equal(
            SoftwareAuthenticator.Encode(device.CredentialId), Assert.Single(asked.Options.GetProperty("allowCredentials").EnumerateArray()).GetProperty("id").GetString());
        await browser.AnswerAsync(asked, device.Get(asked.Options));
        Assert.Equal("/recover/password", browser.Page.Path);
        await browser.ChoosePasswordAsync();

        Assert.Contains("password.replaced", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task The_passkey_of_somebody_else_proves_no_reset()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (anna, thief) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic));
        using var hers = await idp.GivePasskeyAsync(anna);
        using var theirs = await idp.GivePasskeyAsync(thief);
        using var browser = await AfterLinkAsync(anna);

        await browser.UsePasskeyAsync(theirs);
        browser.Page.Says("This passkey did not work here.");
        await browser.GoToAsync("/recover/password" + browser.Page.Url.Query);

        Assert.Equal("/sign-in/passkey", browser.Page.Path);
        Assert.DoesNotContain("password.replaced", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task A_phone_on_file_beside_the_passkey_can_be_used_instead()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(anna);
        idp.Clock.Advance(TimeSpan.FromHours(25));
        using var browser = await AfterLinkAsync(anna);

        // Whichever is asked for first, the other one is a press away.
        await browser.UseAsync("AnotherWay");
        await browser.SubmitAsync(new { Way = "Passkey" });
        Assert.Equal("/sign-in/passkey", browser.Page.Path);
        await browser.UseAsync("AnotherWay");
        await browser.SubmitAsync(new { Way = "Text" });

        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    [Fact]
    public async Task A_passkey_that_a_thief_added_is_suspended_by_the_owners_word_and_opens_nothing()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        idp.Clock.Advance(TimeSpan.FromHours(25));
        using var reset = await ResetAsync(anna);
        using var thiefs = await idp.GivePasskeyAsync(anna, name: "Thief");

        await DisavowAsync(anna);

        using var thief = idp.OpenBrowser();
        await thief.GoToAsync("/account");
        (await thief.UsePasskeyAsync(thiefs)).Says("This passkey did not work here.");
        using var withLink = await AfterLinkAsync(anna);
        Assert.Equal("/sign-in/code", withLink.Page.Path);
        Assert.DoesNotContain("Passkey", withLink.Page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_keeps_another_factor_removes_the_suspended_passkey_and_makes_a_new_one()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        idp.Clock.Advance(TimeSpan.FromHours(25));
        using var reset = await ResetAsync(anna);
        using var suspended = await idp.GivePasskeyAsync(anna, name: "Too soon");
        await DisavowAsync(anna);
        using var browser = await ResetAsync(anna);

        await browser.GoToAsync("/account/passkeys");
        browser.Page.Says("Suspended");
        await browser.PressAsync("Change");
        await browser.EnterRestAsync();
        (await browser.UseAsync("Remove")).Says("The passkey was removed");
        using var fresh = new SoftwareAuthenticator(idp.Issuer);
        await browser.GoToAsync("/account/passkeys/new");
        await browser.MakePasskeyAsync(fresh);

        await using var db = idp.Database.Open();
        Assert.Equal([false, true], await db.Passkeys.Where(p => p.UserId == anna.Id).OrderBy(p => p.AddedAt).Select(p => p.RemovedAt == null).ToListAsync(Ct));
    }

    [Fact]
    public async Task Whose_only_passkey_is_suspended_is_let_back_in_by_somebody_who_knows_them_and_by_nobody_else()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffAsync(clinic);
        using var device = await idp.GivePasskeyAsync(anna);
        await SuspendAsync(anna);
        using var alone = await AfterLinkAsync(anna);
        Assert.Equal("/recover/no-factor", alone.Page.Path);
        using var console = await idp.EnterConsoleAsync(clinic);
        await console.GoToAsync(PeoplePages.PageOf(clinic, anna, "recovery"));
        await console.SubmitAsync(new { Reason = "Checked the badge at the desk." });

        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(await LinkAsync(anna, "/recover/link"));
        await browser.SendAsync(browser.Page.MainForm());
        await browser.ChoosePasswordAsync();
        await browser.PressAsync("Not now");
        await browser.GoToAsync(idp.App.AuthorizeUrl());

        Assert.Matches("^/(sign-in/set-up|recover/phone)$", browser.Page.Path);
        await using var db = idp.Database.Open();
        Assert.All(await db.Passkeys.Where(p => p.UserId == anna.Id).ToListAsync(Ct), passkey => Assert.False(passkey.IsOnFile));
    }

    [Fact]
    public async Task What_was_lost_leaves_neither_a_phone_nor_a_secret_nor_an_approval_behind()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        await idp.WithAppAsync(anna);
        using var device = await idp.GivePasskeyAsync(anna);
        using var console = await idp.EnterConsoleAsync(clinic);
        await console.GoToAsync(PeoplePages.PageOf(clinic, anna, "reset-phone"));
        await console.SubmitAsync(new { Reason = "Came to the desk." });
        await console.GoToAsync(PeoplePages.PageOf(clinic, anna, "second-step"));

        await console.SubmitAsync(new { Choice = "SetUpAnew", Reason = "Everything was in the stolen bag." });

        await using var db = idp.Database.Open();
        Assert.False(await db.UserPhones.AnyAsync(p => p.UserId == anna.Id && p.RemovedAt == null, Ct));
        Assert.False(await db.AuthenticatorKeys.AnyAsync(k => db.Factors.Any(f => f.Id == k.FactorId && f.UserId == anna.Id), Ct));
        Assert.False(await db.Passkeys.AnyAsync(p => p.UserId == anna.Id && p.RemovedAt == null, Ct));
        var reset = await db.PhoneResetRequests.SingleAsync(r => r.UserId == anna.Id, Ct);
        Assert.False(reset.MayBeUsed(idp.Clock.GetUtcNow()));
    }

    private async Task<Browser> AfterLinkAsync(Person person)
    {
        var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(person.Email);
        await browser.GoToAsync(await LinkAsync(person, "/recover/link"));
        await browser.SendAsync(browser.Page.MainForm());
        return browser;
    }

    private async Task<Browser> ResetAsync(Person anna)
    {
        var browser = await AfterLinkAsync(anna);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        await browser.ChoosePasswordAsync();
        await browser.EnterRestAsync();
        return browser;
    }

    private async Task DisavowAsync(Person anna)
    {
        using var owner = idp.OpenBrowser();
        await owner.GoToAsync(await LinkAsync(anna, "/recover/not-me"));
        await owner.SendAsync(owner.Page.MainForm());
        owner.Page.Says("Your account is closed to everybody for now");

        // The link that this mails has arrived before anybody asks for another, or the two may overtake each other.
        Assert.NotEmpty(await idp.Carrier.MessagesToAsync(anna.Email));
    }

    private async Task SuspendAsync(Person person)
    {
        await using var db = idp.Database.Open();
        (await db.Passkeys.SingleAsync(p => p.UserId == person.Id, Ct)).Disable(idp.Clock.GetUtcNow());
        await db.SaveChangesAsync(Ct);
    }

    private async Task<string> LinkAsync(Person person, string page) =>
        (await idp.Carrier.MessagesToAsync(person.Email)).Select(RecoveryPages.LinkIn).First(link => link?.Contains(page, StringComparison.Ordinal) == true)!;
}
