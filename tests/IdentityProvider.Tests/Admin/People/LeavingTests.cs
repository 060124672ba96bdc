using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>Product row B8: when somebody leaves, everything they have open ends at once, on every node.</summary>
public class LeavingTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact, Trait("Row", "B8")]
    public async Task Within_a_second_nothing_that_somebody_who_left_had_open_works_on_any_node()
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.StaffWithPhoneAsync(clinic);
        await using var other = await SecondNode.StartAsync(idp);
        using var here = idp.OpenBrowser();
        await here.SignInWithCodeAsync(idp, person, person.Phone!, remember: true);
        var offline = await OfflineAsync(here);
        using var there = other.Open(here);
        Assert.True(await there.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.OK, await UserInfoAsync(other, offline.AccessToken));
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, person, "deactivate"));
        var form = admin.Fill(new { Reason = "Left the practice" });

        var page = await admin.SendAsync(form);
        var clock = Stopwatch.StartNew();
        var open = true;
        while (open && clock.Elapsed < TimeSpan.FromSeconds(5))
        {
            open = await there.IsSignedInAsync() || await UserInfoAsync(other, offline.AccessToken) == HttpStatusCode.OK;
        }

        Assert.False(open);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        page.Says("Deactivated; everything they had open here has ended");
        using var refreshed = await idp.App.SendRefreshAsync(offline.RefreshToken!);
        Assert.Equal(HttpStatusCode.BadRequest, refreshed.StatusCode);
        await using var db = idp.Database.Open();
        Assert.False(await db.TrustedDevices.AnyAsync(d => d.UserId == person.Id && d.EndedAt == null, Ct));
        Assert.False(await db.Grants.AnyAsync(g => g.UserId == person.Id && g.EndedAt == null, Ct));
        Assert.Equal(SessionEnd.Deactivated, (await db.Sessions.SingleAsync(s => s.UserId == person.Id, Ct)).EndReason);
        Assert.Contains("Your access to", (await idp.Carrier.MessagesToAsync(person.Email))[0].Subject!, StringComparison.Ordinal);
    }

    [Fact, Trait("Row", "B8")]
    public async Task What_somebody_has_at_another_clinic_goes_on()
    {
        var (left, stays) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var person = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((left, Role.Staff), (stays, Role.Staff)));
        using var atLeft = idp.OpenBrowser();
        using var atStays = idp.OpenBrowser();
        await SignInAtAsync(atLeft, person, left);
        await SignInAtAsync(atStays, person, stays);
        using var admin = await idp.EnterConsoleAsync(left);

        await admin.GoToAsync(PeoplePages.PageOf(left, person, "deactivate"));
        await admin.SubmitAsync(new { Reason = "Left the practice" });

        Assert.False(await atLeft.IsSignedInAsync());
        Assert.True(await atStays.IsSignedInAsync());
    }

    [Fact, Trait("Row", "B8")]
    public async Task Trust_in_a_browser_does_not_count_again_when_a_place_is_given_back_and_throws_nobody_out_elsewhere()
    {
        var (left, stays) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var person = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((left, Role.Staff), (stays, Role.Staff)));
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl("openid", ("clinic_id", stays.Id.ToString())), person);
        await browser.EnterCodeAndRememberAsync(await idp.Carrier.LastCodeToAsync(person.Phone!));
        browser.Cookies.Forget("-session");
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl("openid", ("clinic_id", stays.Id.ToString())), person);
        Assert.NotNull(browser.CallbackUrl);
        using var admin = await idp.EnterConsoleAsync(left);

        await admin.GoToAsync(PeoplePages.PageOf(left, person, "deactivate"));
        await admin.SubmitAsync(new { Reason = "On leave" });
        await admin.GoToAsync(PeoplePages.PageOf(left, person, "reactivate"));
        await admin.SubmitAsync(new { Reason = "Back" });

        Assert.True(await browser.IsSignedInAsync());
        browser.Cookies.Forget("-session");
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl("openid", ("clinic_id", left.Id.ToString())), person);
        Assert.Equal("/sign-in/code", browser.Page.Path);
    }

    [Fact, Trait("Row", "B8")]
    public async Task Who_leaves_the_staff_and_is_a_patient_too_stays_a_patient()
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.PersonAsync((clinic, Role.Staff), (clinic, Role.Patient));
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, person, "deactivate"));

        var page = await admin.SendAsync(admin.Fill(new { Reason = "Left" }));
        page.Says("Choose which place this is about.");
        await admin.SendAsync(admin.Fill(new { Reason = "Left" }).With("Membership", (await MembershipAsync(person, Role.Staff)).Id.ToString()));

        Assert.False((await MembershipAsync(person, Role.Staff)).IsActive);
        Assert.True((await MembershipAsync(person, Role.Patient)).IsActive);
    }

    [Fact]
    public async Task Without_a_reason_nothing_happens()
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.StaffAsync(clinic);
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, person, "deactivate"));

        var page = await admin.SubmitAsync(new { Reason = "  " });

        page.ShowsProblem("Reason", "Write why you do this.");
        Assert.True((await MembershipAsync(person, Role.Staff)).IsActive);
    }

    [Fact]
    public async Task Who_is_brought_back_signs_in_anew_and_the_history_tells_both_with_their_reasons()
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.StaffAsync(clinic);
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, person, "deactivate"));
        await admin.SubmitAsync(new { Reason = "On leave <b>until</b> spring" });
        await admin.GoToAsync(PeoplePages.PageOf(clinic, person, "reactivate"));
        await admin.SubmitAsync(new { Reason = "=HYPERLINK(\"x\")" });

        var page = await admin.GoToAsync(PeoplePages.PageOf(clinic, person));

        page.Says("Reason: On leave <b>until</b> spring");
        page.Says("Reason: =HYPERLINK(\"x\")");
        Assert.True((await MembershipAsync(person, Role.Staff)).IsActive);
    }

    [Fact]
    public async Task Of_two_owners_who_take_each_other_out_at_the_same_moment_one_stays()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (one, two) = (await OwnerAsync(clinic), await OwnerAsync(clinic));
        using var first = await idp.EnterConsoleAsync(clinic, one);
        using var second = await idp.EnterConsoleAsync(clinic, two);
        await first.GoToAsync(PeoplePages.PageOf(clinic, two, "deactivate"));
        await second.GoToAsync(PeoplePages.PageOf(clinic, one, "role"));

        await Task.WhenAll(first.SubmitAsync(new { Reason = "Me or them" }), second.SubmitAsync(new { Role = "Staff", Reason = "Me or them" }));

        await using var db = idp.Database.Open();
        Assert.Equal(1, await db.Memberships.CountAsync(m => m.ClinicId == clinic.Id && m.Role == Role.Owner && m.DeactivatedAt == null, Ct));
    }

    [Fact]
    public async Task An_admin_does_not_bring_a_former_owner_back()
    {
        var clinic = await idp.Given.ClinicAsync();
        var former = await idp.Given.PersonAsync((clinic, Role.Owner), (clinic, Role.Patient));
        await using (var db = idp.Database.Open())
        {
            await db.Memberships.Where(m => m.UserId == former.Id && m.Role == Role.Owner).ExecuteUpdateAsync(set => set.SetProperty(m => m.DeactivatedAt, idp.Clock.GetUtcNow()), Ct);
        }

        var owner = await MembershipAsync(former, Role.Owner);
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, former, "reactivate"));

        await admin.SendAsync(admin.Fill(new { Reason = "Back" }).With("Membership", owner.Id.ToString()));

        Assert.False((await MembershipAsync(former, Role.Owner)).IsActive);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<Person> OwnerAsync(Clinic clinic) => await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner)));

    private async Task<Membership> MembershipAsync(Person person, Role role)
    {
        await using var db = idp.Database.Open();
        return await db.Memberships.SingleAsync(m => m.UserId == person.Id && m.Role == role, Ct);
    }

    // An app that works on while nobody is there: what it holds must end too.
    private async Task<Tokens> OfflineAsync(Browser browser)
    {
        await browser.GoToAsync(idp.App.AuthorizeUrl("openid profile offline_access"));
        return await idp.App.RedeemAsync(browser.CallbackUrl);
    }

    private async Task SignInAtAsync(Browser browser, Person person, Clinic clinic)
    {
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl("openid", ("clinic_id", clinic.Id.ToString())), person);
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(person.Phone!));
        Assert.NotNull(browser.CallbackUrl);
        idp.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    private static async Task<HttpStatusCode> UserInfoAsync(SecondNode node, string accessToken)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, node.At("/connect/userinfo"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await http.SendAsync(request, Ct);
        return response.StatusCode;
    }
}
