using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Account;

/// <summary>A user's own second factors: added, named, ordered and removed, with the password and a factor.</summary>
[Trait("Row", "TA9")]
[Trait("Row", "B7")]
public class FactorsPageTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly ClinicPolicy AsksNobody = new() { Require = MfaRequirement.Nobody };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_is_added_once_its_first_code_was_typed_and_the_first_factor_brings_recovery_codes()
    {
        var nia = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(nia, "/account/factors/app");
        var key = browser.Page.One(".app-key").TextContent;

        await browser.EnterCodeAsync("000000");
        Assert.Equal(key, browser.Page.One(".app-key").TextContent);
        Assert.Empty(await FactorsOfAsync(nia));
        var page = await browser.EnterCodeAsync(Apps.CodeOf(key, idp.Clock.GetUtcNow()));

        Assert.Equal("/account/factors/codes", page.Path);
        Assert.Equal(10, page.All(".recovery-codes li").Count());
        page = await browser.SubmitAsync(new { Saved = true });
        page.Says("Your recovery codes are ready");
        page.Says("10 of 10 left");
        Assert.Equal([FactorKind.AuthenticatorApp], await FactorsOfAsync(nia));
        Assert.Contains(await idp.Carrier.MessagesToAsync(nia.Email), mail => mail.Text.Contains("authenticator app", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Recovery_codes_made_in_another_tab_are_shown_before_anybody_says_they_are_kept()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var one = idp.OpenBrowser();
        await one.SignInByAppAsync(nia, app, "/account/factors/codes");
        var make = one.Page.FormOf("Make");
        await one.SendAsync(make);
        var (before, download) = (one.Page.One(".recovery-codes code").TextContent, one.Page.FormOf("File"));
        using var two = one.OpenTab();
        await two.SendAsync(make);
        var now = two.Page.One(".recovery-codes code").TextContent;
        Assert.NotEqual(before, now);

        var page = await one.SubmitAsync(new { Saved = true });

        page.ShowsProblem("Saved", "New codes were made meanwhile");
        Assert.Equal(now, page.One(".recovery-codes code").TextContent);
        using (var file = await one.FetchAsync(download.ToRequest()))
        {
            Assert.Null(file.Content.Headers.ContentDisposition);
        }

        (await one.SubmitAsync(new { Saved = true })).Says("Your recovery codes are ready");
    }

    [Fact]
    public async Task A_secret_of_another_users_page_confirms_nothing()
    {
        var (nia, mallory) = (await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody)), await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody)));
        using var theirs = idp.OpenBrowser();
        await theirs.SignInAsync(mallory, "/account/factors/app");
        var (key, form) = (theirs.Page.One(".app-key").TextContent, theirs.Page.One("input[name=Sealed]").GetAttribute("value")!);
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(nia, "/account/factors/app");

        await browser.SendAsync(browser.Fill(new { Digits = Apps.CodeOf(key, idp.Clock.GetUtcNow()) }).With("Sealed", form));

        Assert.Empty(await FactorsOfAsync(nia));
    }

    [Fact]
    [Trait("Row", "EN4")]
    public async Task Codes_by_mail_are_added_by_a_code_to_the_address_of_the_account()
    {
        var nia = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(nia, "/account/factors/email");
        Assert.Empty(await idp.Carrier.MessagesToAsync(nia.Email));

        await browser.UseAsync("Send");
        await browser.EnterCodeAsync(await idp.Carrier.WrongCodeForAsync(nia.Email));
        Assert.Empty(await FactorsOfAsync(nia));
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(nia.Email));

        Assert.Equal("/account/factors/codes", browser.Page.Path);
        Assert.Equal([FactorKind.Email], await FactorsOfAsync(nia));
    }

    [Theory]
    [InlineData("/account/factors/app")]
    [InlineData("/account/factors/email")]
    [InlineData("/account/factors/codes")]
    [InlineData("/account/factors/remove?factor=")]
    public async Task What_changes_the_account_asks_for_password_and_factor_again(string page)
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var browser = idp.OpenBrowser();
        await browser.SignInByAppAsync(nia, app, "/account");
        var url = page.EndsWith('=') ? page + app.FactorId : page;
        Assert.StartsWith("/account/factors/", (await browser.GoToAsync(url)).Path, StringComparison.Ordinal);
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal("/sign-in/password", (await browser.GoToAsync(url)).Path);
        await browser.SubmitAsync(new { nia.Password });
        Assert.Equal("/sign-in/authenticator", browser.Page.Path);
        await browser.EnterCodeAsync(app.Now);
        Assert.StartsWith("/account/factors/", browser.Page.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_kept_open_removes_nothing_once_the_step_up_is_old()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var browser = idp.OpenBrowser();
        await browser.SignInByAppAsync(nia, app, $"/account/factors/remove?factor={app.FactorId}");
        var form = browser.Page.MainForm();
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        await browser.SendAsync(form);

        Assert.Equal("/sign-in/password", browser.Page.Path);
        Assert.Single(await FactorsOfAsync(nia));
    }

    [Fact]
    public async Task Removing_one_ends_trust_forgets_the_secret_and_is_told_by_mail()
    {
        var nia = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        var app = await idp.WithAppAsync(nia);
        using var browser = idp.OpenBrowser();
        await browser.SignInByAppAsync(nia, app, "/account");
        using var other = idp.OpenBrowser();
        await other.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);
        await other.EnterCodeAndRememberAsync(await idp.Carrier.LastCodeToAsync(nia.Phone!));

        await browser.GoToAsync($"/account/factors/remove?factor={app.FactorId}");
        var page = await browser.SendAsync(browser.Page.MainForm());

        page.Says("It is removed");
        Assert.Equal([FactorKind.Phone], await FactorsOfAsync(nia));
        await using var db = idp.Database.Open();
        Assert.False(await db.AuthenticatorKeys.AnyAsync(key => key.FactorId == app.FactorId, Ct));
        Assert.All(await db.TrustedDevices.Where(device => device.UserId == nia.Id).ToListAsync(Ct), device => Assert.NotNull(device.EndedAt));
        Assert.Contains(await idp.Carrier.MessagesToAsync(nia.Email), mail => mail.Text.Contains("no longer signs you in", StringComparison.Ordinal));
        Assert.Contains("factor.removed", await idp.AuditTrailAsync(nia));
    }

    [Fact]
    public async Task The_last_one_that_a_practice_demands_stays()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        var page = await browser.SignInByAppAsync(nia, app, $"/account/factors/remove?factor={app.FactorId}");
        page.Says("Your practice asks for a second step, and this is the only one that counts");

        // No form is offered; one made by hand changes nothing either.
        await browser.GoToAsync("/account/factors");
        var form = browser.Page.FormOf("Rename") with { Action = new Uri(idp.Issuer, $"/account/factors/remove?factor={app.FactorId}") };
        await browser.SendAsync(form);

        Assert.Single(await FactorsOfAsync(nia));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_the_last_two_that_two_tabs_remove_at_the_same_moment_one_stays(bool passkeyFirst)
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync());
        using var device = await idp.GivePasskeyAsync(nia);
        Guid passkey;
        await using (var db = idp.Database.Open())
        {
            passkey = await db.Passkeys.Where(key => key.UserId == nia.Id).Select(key => key.Id).SingleAsync(Ct);
        }

        using var browser = idp.OpenBrowser();
        await browser.SignInByAppAsync(nia, app, passkeyFirst ? $"/account/factors/remove?factor={app.FactorId}" : $"/account/passkeys/edit?id={passkey}");
        var form = passkeyFirst ? browser.Page.MainForm() : browser.Page.FormOf("Remove");

        var page = await idp.OvertakeAsync(() => browser.SendAsync(form), async db =>
        {
            await db.Users.Where(u => u.Id == nia.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, "Nia"), Ct);
            var now = idp.Clock.GetUtcNow();
            await (passkeyFirst
                ? db.Passkeys.Where(key => key.Id == passkey).ExecuteUpdateAsync(set => set.SetProperty(key => key.RemovedAt, now), Ct)
                : db.Factors.Where(factor => factor.Id == app.FactorId).ExecuteUpdateAsync(set => set.SetProperty(factor => factor.RemovedAt, now), Ct));
        });

        page.DoesNotSay("It is removed");
        await using var after = idp.Database.Open();
        Assert.Equal(1, await after.Factors.CountAsync(f => f.UserId == nia.Id && f.RemovedAt == null, Ct)
            + await after.Passkeys.CountAsync(p => p.UserId == nia.Id && p.RemovedAt == null, Ct));
    }

    [Fact]
    public async Task Where_nobody_demands_one_the_last_may_go_and_its_recovery_codes_go_with_it()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync(AsksNobody));
        await idp.WithRecoveryCodesAsync(nia);
        using var browser = idp.OpenBrowser();
        await browser.SignInByAppAsync(nia, app, $"/account/factors/remove?factor={app.FactorId}");

        await browser.SendAsync(browser.Page.MainForm());

        Assert.Empty(await FactorsOfAsync(nia));
        await using var db = idp.Database.Open();
        Assert.All(await db.RecoveryCodeSets.Where(set => set.UserId == nia.Id).ToListAsync(Ct), set => Assert.NotNull(set.EndedAt));
    }

    [Fact]
    public async Task The_factor_of_somebody_else_can_be_neither_removed_nor_named()
    {
        var (nia, app) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync(AsksNobody));
        var (mallory, theirs) = await idp.StaffWithAppAsync(await idp.Given.ClinicAsync(AsksNobody));
        using var browser = idp.OpenBrowser();
        await browser.SignInByAppAsync(mallory, theirs, "/account/factors");
        await browser.SendAsync(browser.Page.FormOf("Rename").With("id", app.FactorId.ToString()).With("name", "Mine"));
        Assert.Equal("/account/factors", (await browser.GoToAsync($"/account/factors/remove?factor={app.FactorId}")).Path);

        await using var db = idp.Database.Open();
        var factor = await db.Factors.SingleAsync(f => f.Id == app.FactorId, Ct);
        Assert.Null(factor.Name);
        Assert.Null(factor.RemovedAt);
        Assert.Equal(nia.Id, factor.UserId);
    }

    private async Task<List<FactorKind>> FactorsOfAsync(Person person)
    {
        await using var db = idp.Database.Open();
        return await db.Factors.Where(f => f.UserId == person.Id && f.RemovedAt == null).OrderBy(f => f.AddedAt).Select(f => f.Kind).ToListAsync(Ct);
    }
}
