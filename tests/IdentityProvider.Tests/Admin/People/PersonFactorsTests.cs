using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>What an admin does for somebody whose factor is at home, or gone.</summary>
[Trait("Row", "B8")]
[Trait("Row", "PF7")]
public class PersonFactorsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bypass_code_is_shown_once_opens_one_sign_in_and_the_person_is_told_why()
    {
        var (clinic, nia) = await SomebodyAsync();
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, nia, "bypass"));

        var page = await admin.SubmitAsync(new { Hours = 12, Reason = "Left the phone at home" });
        var code = page.One("#bypass-code").TextContent;
        Assert.Empty((await admin.GoToAsync(PeoplePages.PageOf(clinic, nia, "bypass"))).All("#bypass-code"));

        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);
        await browser.UseAsync("AnotherWay");
        await browser.SubmitAsync(new { Way = "BypassCode" });
        await browser.EnterCodeAsync(code);
        Assert.Equal(["pwd", "byp"], (await idp.App.RedeemAsync(browser.CallbackUrl)).IdToken.Amr);
        Assert.Contains(await idp.Carrier.MessagesToAsync(nia.Email), mail => mail.Text.Contains("Left the phone at home", StringComparison.Ordinal));
        Assert.Contains("bypass.issued", await idp.AuditTrailAsync(nia));
        await using var db = idp.Database.Open();
        var issued = await db.BypassCodes.SingleAsync(c => c.UserId == nia.Id, Ct);
        Assert.Equal(issued.IssuedAt.AddHours(12), issued.ExpiresAt);
    }

    [Fact]
    public async Task No_code_lives_longer_than_a_day_whatever_is_posted()
    {
        var (clinic, nia) = await SomebodyAsync();
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, nia, "bypass"));

        await admin.SendAsync(admin.Fill(new { Reason = "At home" }).With("Hours", "8760"));

        await using var db = idp.Database.Open();
        var issued = await db.BypassCodes.SingleAsync(c => c.UserId == nia.Id, Ct);
        Assert.Equal(issued.IssuedAt.AddHours(4), issued.ExpiresAt);
    }

    [Fact]
    public async Task Without_a_reason_there_is_no_code()
    {
        var (clinic, nia) = await SomebodyAsync();
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, nia, "bypass"));

        var page = await admin.SubmitAsync(new { Reason = " " });

        Assert.Empty(page.All("#bypass-code"));
        await using var db = idp.Database.Open();
        Assert.False(await db.BypassCodes.AnyAsync(c => c.UserId == nia.Id, Ct));
    }

    [Fact]
    public async Task Nobody_gives_a_code_to_somebody_who_also_belongs_elsewhere()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var nia = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((mine, Role.Staff), (other, Role.Staff)));
        var colleague = await idp.Given.StaffWithPhoneAsync(mine);
        using var admin = await idp.EnterConsoleAsync(mine, Role.Owner);
        await admin.GoToAsync(PeoplePages.PageOf(mine, colleague, "bypass"));
        var form = admin.Fill(new { Reason = "At home" });

        var page = await admin.SendAsync(form with { Action = new Uri(idp.Issuer, PeoplePages.PageOf(mine, nia, "bypass")) });

        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        await using var db = idp.Database.Open();
        Assert.False(await db.BypassCodes.AnyAsync(c => c.UserId == nia.Id, Ct));
    }

    [Fact]
    public async Task A_new_code_ends_the_one_before()
    {
        var (clinic, nia) = await SomebodyAsync();
        var first = await idp.WithBypassCodeAsync(nia, clinic);
        await idp.WithBypassCodeAsync(nia, clinic);
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), nia);
        await browser.UseAsync("AnotherWay");
        await browser.SubmitAsync(new { Way = "BypassCode" });

        await browser.EnterCodeAsync(first);

        Assert.Equal("/sign-in/bypass-code", browser.Page.Path);
    }

    [Fact]
    public async Task A_factor_taken_by_an_admin_signs_nobody_in_any_more_and_the_person_is_told()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (nia, app) = await idp.StaffWithAppAsync(clinic);
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, nia, "factors"));

        await admin.SubmitAsync(new { Factor = app.FactorId, Reason = "The laptop was stolen" });

        using var browser = idp.OpenBrowser();
        Assert.Equal("/sign-in/set-up", (await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), nia)).Path);
        Assert.Contains(await idp.Carrier.MessagesToAsync(nia.Email), mail => mail.Text.Contains("an administrator of your practice removed", StringComparison.Ordinal));
        Assert.Contains("factor.taken-by-admin", await idp.AuditTrailAsync(nia));
    }

    [Fact, Trait("Row", "B7")]
    public async Task A_passkey_is_listed_and_taken_by_an_admin_and_the_recovery_codes_end_with_the_last_factor()
    {
        var clinic = await idp.Given.ClinicAsync();
        var nia = await idp.Given.StaffAsync(clinic);
        using var device = await idp.GivePasskeyAsync(nia, name: "Blue laptop");
        await idp.WithRecoveryCodesAsync(nia);
        using var admin = await idp.EnterConsoleAsync(clinic);
        (await admin.GoToAsync(PeoplePages.PageOf(clinic, nia))).Says("Blue laptop");
        (await admin.GoToAsync(PeoplePages.PageOf(clinic, nia, "factors"))).Says("Blue laptop");
        await using var db = idp.Database.Open();
        var passkey = await db.Passkeys.AsNoTracking().SingleAsync(p => p.UserId == nia.Id, Ct);

        await admin.SubmitAsync(new { Factor = passkey.Id, Reason = "The laptop was stolen" });

        using var thief = idp.OpenBrowser();
        await thief.GoToAsync("/account");
        (await thief.UsePasskeyAsync(device)).Says("This passkey did not work here.");
        Assert.Contains(await idp.Carrier.MessagesToAsync(nia.Email), mail => mail.Text.Contains("removed this passkey: Blue laptop", StringComparison.Ordinal));
        Assert.Contains("factor.taken-by-admin", await idp.AuditTrailAsync(nia));
        Assert.True(await db.RecoveryCodeSets.AllAsync(set => set.UserId != nia.Id || set.EndedAt != null, Ct));
    }

    [Fact]
    public async Task A_passkey_of_somebody_else_is_not_taken_by_its_id()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (nia, ben) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic));
        using var nias = await idp.GivePasskeyAsync(nia);
        using var bens = await idp.GivePasskeyAsync(ben);
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, nia, "factors"));
        await using var db = idp.Database.Open();
        var id = await db.Passkeys.Where(p => p.UserId == ben.Id).Select(p => p.Id).SingleAsync(Ct);

        await admin.SendAsync(admin.Fill(new { Reason = "Lost" }).With("Factor", id.ToString()));

        Assert.True(await db.Passkeys.AllAsync(p => p.RemovedAt == null || (p.UserId != ben.Id && p.UserId != nia.Id), Ct));
    }

    [Fact]
    public async Task Who_has_only_a_passkey_or_an_app_has_a_second_step()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (none, keyed) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(clinic));
        var (nia, _) = await idp.StaffWithAppAsync(clinic);
        using var device = await idp.GivePasskeyAsync(keyed);
        using var admin = await idp.EnterConsoleAsync(clinic);

        var with = (await admin.GoToAsync(PeoplePages.PeopleOf(clinic) + "?state=HasSecondStep")).Body;
        var without = (await admin.GoToAsync(PeoplePages.PeopleOf(clinic) + "?state=NoSecondStep")).Body;

        Assert.All([keyed, nia], person => Assert.Contains(person.Email, with, StringComparison.Ordinal));
        Assert.DoesNotContain(none.Email, with, StringComparison.Ordinal);
        Assert.Contains(none.Email, without, StringComparison.Ordinal);
        Assert.All([keyed, nia], person => Assert.DoesNotContain(person.Email, without, StringComparison.Ordinal));
    }

    private async Task<(Clinic Clinic, Person Nia)> SomebodyAsync()
    {
        var clinic = await idp.Given.ClinicAsync();
        var nia = await idp.Given.StaffWithPhoneAsync(clinic);
        await idp.WithAppAsync(nia);
        return (clinic, nia);
    }
}
