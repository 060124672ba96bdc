using IdentityProvider.Clinics;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin;

/// <summary>Product rows PF9 and PF11: the practice's own phone and its internal ID.</summary>
public class PracticePageTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact, Trait("Row", "PF9"), Trait("Row", "PF11")]
    public async Task An_admin_changes_what_the_practice_says_about_itself_and_its_id_stays()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = await idp.EnterConsoleAsync(clinic);
        var page = await browser.GoToAsync($"/admin/{clinic.PracticeId}/practice");
        page.Says(clinic.PracticeId);
        page.Says("Only one person looks after this practice");

        page = await browser.SubmitAsync(new { Name = "  Lake & Sons <Clinic> ", TextName = "Lake Sons", Phone = "218.555.0177", TimeZone = "America/Denver" });

        page.Says("The details are saved");
        await using var db = idp.Database.Open();
        var saved = await db.Clinics.SingleAsync(c => c.Id == clinic.Id, TestContext.Current.CancellationToken);
        Assert.Equal(("Lake & Sons <Clinic>", "Lake Sons", "(218) 555-0177", "America/Denver", clinic.PracticeId), (saved.Name, saved.TextName, saved.FrontDeskPhone, saved.TimeZone, saved.PracticeId));
    }

    [Theory]
    [InlineData("Name", " ", "Type the name of your practice")]
    [InlineData("TextName", "A name that no text has room for", "Type a short name")]
    [InlineData("TextName", "Zoë 李", "Type a short name")]
    [InlineData("Phone", "+44 20 7946 0000", "Type a US phone number")]
    [InlineData("TimeZone", "Europe/Berlin", "Choose a zone of the list")]
    public async Task A_mistake_is_shown_at_its_field_and_nothing_is_saved(string field, string value, string sentence)
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = await idp.EnterConsoleAsync(clinic);
        await browser.GoToAsync($"/admin/{clinic.PracticeId}/practice");

        var page = await browser.SendAsync(browser.Fill(new { Name = "Another" }).With($"Form.{field}", value));

        page.ShowsProblem(field, sentence);
        await using var db = idp.Database.Open();
        Assert.Equal(clinic.Name, (await db.Clinics.SingleAsync(c => c.Id == clinic.Id, TestContext.Current.CancellationToken)).Name);
    }

    [Fact, Trait("Row", "PF9")]
    public async Task The_practices_phone_verifies_nobody()
    {
        var clinic = await idp.Given.ClinicAsync(new ClinicPolicy { Require = MfaRequirement.Staff });
        var person = await idp.Given.StaffAsync(clinic);
        using var browser = idp.OpenBrowser();

        var page = await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);

        Assert.Equal("/sign-in/set-up", page.Path);
        await using var db = idp.Database.Open();
        Assert.False(await db.UserPhones.AnyAsync(phone => phone.UserId == person.Id, TestContext.Current.CancellationToken));
    }
}
