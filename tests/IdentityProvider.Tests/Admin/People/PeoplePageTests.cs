using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>Product row PF13 (users tab) and TA8 (from profile to profile): finding people, and what is shown of them.</summary>
public class PeoplePageTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact, Trait("Row", "PF13")]
    public async Task An_admin_sees_the_clinics_people_and_nobody_elses()
    {
        var (clinic, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var (mine, theirs) = (await idp.Given.StaffAsync(clinic), await idp.Given.StaffAsync(other));
        using var browser = await idp.EnterConsoleAsync(clinic);

        browser.Page.Says(mine.Email);
        browser.Page.DoesNotSay(theirs.Email);
        browser.Page.Says("Found: 2");
    }

    [Fact, Trait("Row", "PF13")]
    public async Task The_list_is_searched_and_filtered_by_role_second_step_lock_and_first_sign_in()
    {
        var clinic = await idp.Given.ClinicAsync();
        var patient = await idp.Given.PatientAsync(clinic);
        var ready = await idp.Given.StaffWithPhoneAsync(clinic);
        var locked = await idp.Given.StaffAsync(clinic);
        using var stranger = idp.OpenBrowser();
        await stranger.GoToAsync(idp.App.AuthorizeUrl());
        await stranger.SubmitAsync(new { locked.Email });
        for (var i = 0; i < 6; i++)
        {
            await stranger.SubmitAsync(new { Password = $"wrong-{i}" });
        }

        using var browser = await idp.EnterConsoleAsync(clinic);

        await OnlyAsync(browser, clinic, $"q={Uri.EscapeDataString(patient.Email.ToUpperInvariant())}", patient);
        await OnlyAsync(browser, clinic, "role=Patient", patient);
        await OnlyAsync(browser, clinic, "state=Locked", locked);
        await OnlyAsync(browser, clinic, "role=Staff&state=HasSecondStep", ready);
        await OnlyAsync(browser, clinic, "role=Staff&state=NoSecondStep", locked);
        await OnlyAsync(browser, clinic, "state=NeverSignedIn", patient, ready, locked);
        await OnlyAsync(browser, clinic, "state=Deactivated");
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\\")]
    [InlineData("\0zz")]
    [InlineData("' or 1=1 --")]
    [InlineData("<script>alert(1)</script>")]
    public async Task What_is_searched_for_is_only_ever_looked_for(string typed)
    {
        var clinic = await idp.Given.ClinicAsync();
        await idp.Given.StaffAsync(clinic);
        using var browser = await idp.EnterConsoleAsync(clinic);

        var page = await browser.GoToAsync($"{PeoplePages.PeopleOf(clinic)}?q={Uri.EscapeDataString(typed)}");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        page.Says("Nobody matches");
        Assert.DoesNotContain("<script>alert", page.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("role=King&state=Happy")]
    [InlineData("sheet=0")]
    [InlineData("sheet=-1")]
    [InlineData("sheet=999999999")]
    [InlineData("sheet=many")]
    public async Task An_address_that_makes_no_sense_shows_the_list(string query)
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = await idp.EnterConsoleAsync(clinic);

        var page = await browser.GoToAsync($"{PeoplePages.PeopleOf(clinic)}?{query}");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        page.Says("Found: 1");
    }

    [Fact]
    public async Task More_than_fifty_people_are_cut_into_pages()
    {
        var clinic = await idp.Given.ClinicAsync();
        for (var i = 0; i < 51; i++)
        {
            await idp.Given.PatientAsync(clinic);
        }

        using var browser = await idp.EnterConsoleAsync(clinic);
        var first = browser.Page.All("tbody tr").Count();
        var page = await browser.PressAsync("Next page");

        Assert.Equal((50, 2), (first, page.All("tbody tr").Count()));
        page.Says("Page 2 of 2");
    }

    [Fact, Trait("Row", "TA8"), Trait("Row", "PF9")]
    public async Task A_persons_page_shows_how_they_sign_in_with_the_number_masked_and_leads_to_the_next_person()
    {
        var clinic = await idp.Given.ClinicAsync();
        var first = await idp.Given.StaffWithPhoneAsync(clinic);
        var second = await idp.Given.StaffAsync(clinic);
        using var signedIn = idp.OpenBrowser();
        await signedIn.SignInWithCodeAsync(idp, first, first.Phone!, remember: true);
        using var browser = await idp.EnterConsoleAsync(clinic);

        var page = await browser.GoToAsync(PeoplePages.PageOf(clinic, first));

        page.Says($"(•••) •••-{first.Phone![^4..]}");
        Assert.DoesNotContain(first.Phone[2..8], page.Body, StringComparison.Ordinal);
        page.Says("Chrome, Linux");
        page.Says("Signed in now");
        page.Says("A browser was remembered");
        page = await browser.PressAsync("Next person");
        Assert.NotEqual(PeoplePages.PageOf(clinic, first), page.Path);
        page = await browser.GoToAsync(PeoplePages.PageOf(clinic, second));
        page.Says("No second step");
    }

    [Fact]
    public async Task Of_somebody_who_also_belongs_elsewhere_only_this_clinics_part_shows()
    {
        var (clinic, other) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var person = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Staff), (other, Role.Staff)));
        using var elsewhere = idp.OpenBrowser();
        await elsewhere.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        await elsewhere.SubmitAsync(new { Membership = (await MembershipOfAsync(person, other)).ToString() });
        await elsewhere.EnterCodeAndRememberAsync(await idp.Carrier.LastCodeToAsync(person.Phone!));
        using var browser = await idp.EnterConsoleAsync(clinic);

        var page = await browser.GoToAsync(PeoplePages.PageOf(clinic, person));

        page.Says("This person also belongs to another practice");
        page.Says("Not signed in anywhere");
        page.DoesNotSay(other.Name);
        page.DoesNotSay(person.Phone![^4..]);
        page.DoesNotSay("Chrome");
        page.DoesNotSay("last used");
        page.Says("Nothing recorded yet");
    }

    private static async Task OnlyAsync(Browser browser, Clinic clinic, string query, params Person[] expected)
    {
        var page = await browser.GoToAsync($"{PeoplePages.PeopleOf(clinic)}?{query}");
        var shown = page.All("tbody tr .muted").Select(cell => cell.TextContent.Trim()).Order(StringComparer.Ordinal);
        Assert.Equal(expected.Select(person => person.Email).Order(StringComparer.Ordinal), shown);
    }

    private async Task<Guid> MembershipOfAsync(Person person, Clinic clinic)
    {
        await using var db = idp.Database.Open();
        return await db.Memberships.Where(m => m.UserId == person.Id && m.ClinicId == clinic.Id).Select(m => m.Id).SingleAsync(TestContext.Current.CancellationToken);
    }
}
