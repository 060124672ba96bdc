using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Recovery;

/// <summary>Somebody at an open session changes what signs the owner in; the owner reads the mail and says that it was not them.</summary>
public class DisavowedFactorTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy AsksNobody = new() { Require = MfaRequirement.Nobody };

    private static int _count;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_factor_that_somebody_added_is_suspended_by_the_button_in_its_mail_and_they_are_out()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var thief = idp.OpenBrowser();
        await thief.SignInAsync(anna, "/account/factors/app");
        var key = thief.Page.One(".app-key").TextContent;
        await thief.EnterCodeAsync(Apps.CodeOf(key, idp.Clock.GetUtcNow()));

        await PressAsync(await NotMeAsync(anna.Email, "authenticator app"));

        Assert.False(await thief.IsSignedInAsync());
        await using var db = idp.Database.Open();
        Assert.NotNull((await db.Factors.SingleAsync(f => f.UserId == anna.Id, Ct)).DisabledAt);
        Assert.False(await db.RecoveryCodeSets.AnyAsync(set => set.UserId == anna.Id && set.EndedAt == null, Ct));
        Assert.Null((await db.Users.SingleAsync(u => u.Id == anna.Id, Ct)).PasswordHash);
    }

    [Fact]
    public async Task Every_change_on_the_account_pages_is_told_with_a_button_that_works_for_ten_days()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var browser = idp.OpenBrowser();
        var (first, second) = (Given.NextPhone(), Given.NextPhone());
        await browser.SignInAsync(anna, "/account/phone");
        await AddPhoneAsync(browser, first);
        var added = await NotMeAsync(anna.Email, "text");
        await browser.KeepFirstCodesAsync();
        await NotMeAsync(anna.Email, "recovery codes");
        await browser.GoToAsync("/account/phone");
        await AddPhoneAsync(browser, second);
        await NotMeAsync(anna.Email, second[^4..]);
        using var device = new SoftwareAuthenticator(idp.Issuer);
        await browser.GoToAsync("/account/passkeys/new");
        await browser.MakePasskeyAsync(device);
        await NotMeAsync(anna.Email, "passkey was added");
        await browser.GoToAsync("/account/passkeys");
        await browser.GoToAsync(browser.Page.One("a[href^='/account/passkeys/edit']").GetAttribute("href")!);
        await browser.SendAsync(browser.Page.FormOf("Remove"));
        await NotMeAsync(anna.Email, "passkey was removed");
        await browser.GoToAsync("/account/factors");
        await browser.GoToAsync(browser.Page.One("a[href^='/account/factors/remove']").GetAttribute("href")!);
        await browser.SendAsync(browser.Page.MainForm());
        await NotMeAsync(anna.Email, "no longer signs you in");

        idp.Clock.Advance(TimeSpan.FromDays(10) - TimeSpan.FromMinutes(1));
        await PressAsync(added);
    }

    [Fact]
    public async Task What_a_sign_in_sets_up_and_a_browser_it_remembers_are_told_so_too()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        var phone = Given.NextPhone();
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        await browser.SubmitAsync(new { Method = "Text", Phone = phone });
        await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync(phone) });
        await NotMeAsync(anna.Email, "text");
        await browser.SubmitAsync(new { Remember = true });
        await browser.KeepCodesAsync();

        await NotMeAsync(anna.Email, "recovery codes");
        var trusted = await NotMeAsync(anna.Email, "remembered");
        await PressAsync(trusted);

        Assert.False(await browser.IsSignedInAsync());
        await using var db = idp.Database.Open();
        Assert.False(await db.TrustedDevices.AnyAsync(d => d.UserId == anna.Id && d.EndedAt == null, Ct));
    }

    [Fact]
    public async Task What_an_admin_takes_away_is_asked_of_the_practice()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var admin = await idp.EnterConsoleAsync(clinic);
        var page = await admin.GoToAsync(PeoplePages.PageOf(clinic, anna, "factors"));
        await admin.SendAsync(admin.Fill(new { Reason = "Lost" }).With("Factor", page.One("input[name=Factor]").GetAttribute("value")!));

        var mails = await idp.Carrier.MessagesToAsync(anna.Email);

        Assert.Contains(mails, m => m.Text.Contains("no longer signs you in", StringComparison.Ordinal));
        Assert.DoesNotContain(mails, m => RecoveryPages.LinkIn(m) is not null);
    }

    [Fact]
    public async Task The_thiefs_own_mailbox_does_not_take_back_what_the_owner_has_got_back()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody));
        var moved = $"moved-{Interlocked.Increment(ref _count)}@people.example";
        using var thief = idp.OpenBrowser();
        await thief.SignInAsync(anna, "/account/email");
        await thief.SubmitAsync(new { Email = moved });
        using var mailbox = idp.OpenBrowser();
        await mailbox.GoToAsync((await idp.Carrier.MessagesToAsync(moved)).Select(m => m.Text.Split('\n').First(line => line.Contains("/account/email/verify", StringComparison.Ordinal)).Trim()).First());
        await mailbox.PressAsync("Use this address");
        var owners = await NotMeAsync(anna.Email, "was changed to");
        idp.Clock.Advance(TimeSpan.FromHours(25));
        using var later = idp.OpenBrowser();
        await later.SignInAsync(anna with { Email = moved }, "/account/factors/app");
        await later.EnterCodeAsync(Apps.CodeOf(later.Page.One(".app-key").TextContent, idp.Clock.GetUtcNow()));
        var theirs = await NotMeAsync(moved, "authenticator app");
        await PressAsync(owners);

        await mailbox.GoToAsync(theirs);

        mailbox.Page.Says("This link does not work any more");
        await using var db = idp.Database.Open();
        Assert.Equal(anna.Email, (await db.Users.SingleAsync(u => u.Id == anna.Id, Ct)).Email);
    }

    [Fact]
    public async Task A_factor_that_is_being_added_while_the_button_is_pressed_is_suspended_too()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var thief = idp.OpenBrowser();
        await thief.SignInAsync(anna, "/account/factors/app");
        await thief.EnterCodeAsync(Apps.CodeOf(thief.Page.One(".app-key").TextContent, idp.Clock.GetUtcNow()));
        var link = await NotMeAsync(anna.Email, "authenticator app");
        using var owner = idp.OpenBrowser();
        await owner.GoToAsync(link);
        var form = owner.Page.MainForm();

        await idp.OvertakeAsync(() => owner.SendAsync(form), async db =>
        {
            await db.Users.Where(u => u.Id == anna.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, "Anna"), Ct);
            db.Factors.Add(Factor.Email(anna.Id, idp.Clock.GetUtcNow()));
        });

        owner.Page.Says("Your account is closed to everybody for now");
        await using var after = idp.Database.Open();
        Assert.Equal(2, await after.Factors.CountAsync(f => f.UserId == anna.Id && f.DisabledAt != null, Ct));
    }

    private async Task AddPhoneAsync(Browser browser, string phone)
    {
        await browser.SubmitAsync(new { Method = "Text", Phone = phone });
        await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync(phone) });
    }

    // The newest mail with these words has the button.
    private async Task<string> NotMeAsync(string address, string words)
    {
        var mails = await idp.Carrier.MessagesToAsync(address);
        var told = mails.FirstOrDefault(m => $"{m.Subject} {m.Text}".Contains(words, StringComparison.OrdinalIgnoreCase));
        Assert.True(told is not null, $"No mail says {words}: {string.Join(" | ", mails.Select(m => m.Subject))}");
        var link = RecoveryPages.LinkIn(told);
        Assert.Contains("/recover/not-me", link, StringComparison.Ordinal);
        return link!;
    }

    private async Task PressAsync(string link)
    {
        using var owner = idp.OpenBrowser();
        await owner.GoToAsync(link);
        await owner.SendAsync(owner.Page.MainForm());
        owner.Page.Says("Your account is closed to everybody for now");
    }
}
