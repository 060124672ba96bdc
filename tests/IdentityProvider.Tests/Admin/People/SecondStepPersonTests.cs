using System.Globalization;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>An owner or admin switches a staff member's second step off, has it set up anew, or exempts them for a while.</summary>
[Trait("Row", "TA8")]
public class SecondStepPersonTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task A_staff_member_who_cannot_sign_in_sets_up_anew_at_the_next_sign_in_and_is_told()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (anna, trusted) = await WithTrustedBrowserAsync(clinic);
        using var browser = await OpenAsync(clinic, anna);

        var page = await browser.SubmitAsync(new { Choice = "SetUpAnew", Reason = "Lost the phone" });

        page.Says("The second step was changed");
        await trusted.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/set-up", trusted.Page.Path);
        Assert.Contains("second-step.taken-off", await idp.AuditTrailAsync(anna));
        Assert.Contains(await idp.Carrier.MessagesToAsync(anna.Email), mail => mail.Subject!.StartsWith("Your second step", StringComparison.Ordinal));
        trusted.Dispose();
    }

    [Fact]
    public async Task Switched_off_until_a_day_the_password_is_enough_until_that_day_is_over_where_the_clinic_is()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (anna, trusted) = await WithTrustedBrowserAsync(clinic);
        using var browser = await OpenAsync(clinic, anna);
        var lastDay = Today(clinic).AddDays(3);

        var page = await browser.SubmitAsync(new { Choice = "SwitchOff", Until = Written(lastDay), Reason = "New phone comes on Monday" });

        page.Says("The second step was changed");
        page.Says("New phone comes on Monday");
        idp.Clock.Advance(EndOf(clinic, lastDay) - idp.Clock.GetUtcNow() - TimeSpan.FromMinutes(1));
        using var before = idp.OpenBrowser();
        await before.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal(["pwd"], (await idp.App.RedeemAsync(before.CallbackUrl)).IdToken.Amr);
        idp.Clock.Advance(TimeSpan.FromMinutes(1));
        using var after = idp.OpenBrowser();
        await after.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/set-up", after.Page.Path);
        trusted.Dispose();
    }

    [Fact]
    public async Task An_exemption_keeps_what_is_set_up_shows_on_the_policy_page_and_can_be_ended()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = await OpenAsync(clinic, anna);
        await browser.SubmitAsync(new { Choice = "Exempt", Until = Written(Today(clinic).AddDays(5)), Reason = "Hand in a cast" });

        var policy = await browser.GoToAsync($"/admin/{clinic.PracticeId}/policy");
        policy.Says("Hand in a cast");
        policy.Says("Exempt for a while: 1");
        using var exempt = idp.OpenBrowser();
        await exempt.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.NotNull(exempt.CallbackUrl);

        await browser.GoToAsync(PeoplePages.PageOf(clinic, anna, "second-step"));
        await browser.SubmitAsync(new { Choice = "EndExemption", Reason = "Healed" });

        using var asked = idp.OpenBrowser();
        await asked.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        Assert.Equal("/sign-in/code", asked.Page.Path);
        await exempt.GoToAsync(idp.App.AuthorizeUrl());
        Assert.Null(exempt.CallbackUrl);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(91)]
    [InlineData(4000)]
    public async Task An_exemption_ends_within_ninety_days_and_not_today_or_before(int days)
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = await OpenAsync(clinic, anna);
        var until = Today(clinic).AddDays(days == 0 ? -1 : days);

        var page = await browser.SubmitAsync(new { Choice = "SwitchOff", Until = Written(until), Reason = "Because" });

        page.ShowsProblem("Until", "Choose a day from tomorrow on");
        await UntouchedAsync(anna);
    }

    [Fact]
    public async Task Without_a_reason_nothing_happens()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = await OpenAsync(clinic, anna);

        await browser.SubmitAsync(new { Choice = "SetUpAnew", Reason = " " });

        await UntouchedAsync(anna);
    }

    [Fact]
    public async Task Where_the_person_also_belongs_elsewhere_only_this_clinics_asking_can_be_changed()
    {
        var (here, there) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var anna = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((here, Role.Staff), (there, Role.Staff)));
        using var browser = await OpenAsync(here, anna);
        browser.Page.Says("You can decide about the exemption at your practice, not about what is set up.");
        var form = browser.Fill(new { Choice = "Exempt", Until = Written(Today(here).AddDays(5)), Reason = "Phone at home" });

        await browser.SendAsync(form.With("Choice", "SwitchOff"));
        await browser.SendAsync(form.With("Choice", "SetUpAnew"));

        await UntouchedAsync(anna);
        await browser.SendAsync(form);
        browser.Page.Says("The second step was changed");
    }

    [Fact]
    public async Task An_admin_moves_from_one_staff_member_to_the_next()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        await idp.Given.PatientAsync(clinic);
        var berta = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = await OpenAsync(clinic, anna);

        await browser.PressAsync("Next staff member");
        Assert.Equal(PeoplePages.PageOf(clinic, berta, "second-step"), browser.Page.Path);
        await browser.PressAsync("Previous staff member");

        Assert.Equal(PeoplePages.PageOf(clinic, anna, "second-step"), browser.Page.Path);
    }

    private async Task<Browser> OpenAsync(Clinic clinic, Person person)
    {
        var browser = await idp.EnterConsoleAsync(clinic);
        await browser.GoToAsync(PeoplePages.PageOf(clinic, person, "second-step"));
        return browser;
    }

    private async Task<(Person Anna, Browser Trusted)> WithTrustedBrowserAsync(Clinic clinic)
    {
        var anna = await idp.Given.StaffWithPhoneAsync(clinic);
        var trusted = idp.OpenBrowser();
        await trusted.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        trusted.Cookies.Forget("-session");
        return (anna, trusted);
    }

    private async Task UntouchedAsync(Person person)
    {
        await using var db = idp.Database.Open();
        Assert.True(await db.Factors.AllAsync(factor => factor.UserId != person.Id || factor.RemovedAt == null, TestContext.Current.CancellationToken));
        Assert.False(await db.PolicyExemptions.AnyAsync(e => e.UserId == person.Id, TestContext.Current.CancellationToken));
    }

    private DateOnly Today(Clinic clinic) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(idp.Clock.GetUtcNow(), clinic.Zone).DateTime);

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset EndOf(Clinic clinic, DateOnly day)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, clinic.Zone.GetUtcOffset(midnight));
    }
}
