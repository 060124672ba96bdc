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

    private async Task<(Clinic Clinic, Person Nia)> SomebodyAsync()
    {
        var clinic = await idp.Given.ClinicAsync();
        var nia = await idp.Given.StaffWithPhoneAsync(clinic);
        await idp.WithAppAsync(nia);
        return (clinic, nia);
    }
}
