using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Factors;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin;

/// <summary>Product rows EN1, TA1 and B1: who may change the policy, what is shown before, and what a save does.</summary>
public class PolicyPageTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Phone = "+12185550120";

    [Fact]
    [Trait("Row", "B1")]
    [Trait("Row", "EN1")]
    [Trait("Row", "TA1")]
    public async Task An_admin_sets_up_a_second_step_at_the_first_entry_and_sees_whom_the_policy_affects()
    {
        var clinic = await idp.Given.ClinicAsync(new ClinicPolicy { Require = MfaRequirement.Nobody });
        await idp.Given.StaffAsync(clinic);
        await idp.Given.PatientAsync(clinic);
        using var browser = idp.OpenBrowser();

        var page = await EnterAsync(browser, clinic);
        page.Says("2 staff unaffected; 1 patient unaffected.");

        page = await browser.SubmitAsync(Choice(require: "Staff"));
        page.Says("2 staff, 1 of them not set up yet; 1 patient unaffected.");
        page.Says("Staff who set one up at their next sign-in: 1");
        Assert.Equal(MfaRequirement.Nobody, (await CurrentAsync(clinic)).Policy.Require);
    }

    [Fact]
    [Trait("Row", "TA1")]
    public async Task A_saved_policy_is_in_force_in_the_history_and_in_the_log()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = idp.OpenBrowser();
        await EnterAsync(browser, clinic);

        var page = await SaveAsync(browser, Choice(staffDays: "14"));

        page.Says("The policy is saved");
        page.Says("Remember staff browsers: 30 days → 14 days");
        var current = await CurrentAsync(clinic);
        Assert.Equal((14, 2), (current.Policy.RememberStaffDays, current.Version));
        await using var db = idp.Database.Open();
        Assert.True(await db.AuditEntries.AnyAsync(
            e => e.Name == "policy.changed" && e.ClinicId == clinic.Id && e.ActorId == current.ChangedBy, TestContext.Current.CancellationToken));
    }

    [Fact]
    [Trait("Row", "PF2")]
    public async Task A_preset_fills_the_form_and_saves_nothing()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = idp.OpenBrowser();
        await EnterAsync(browser, clinic);

        var page = await browser.SubmitAsync(new { preset = "RememberYear" });

        Assert.Equal("8", page.One("#Form_CodeLength option[selected]").TextContent);
        page.Says("Digits in a code: 6 digits → 8 digits");
        Assert.Equal(1, (await CurrentAsync(clinic)).Version);
    }

    [Fact]
    public async Task A_link_cannot_fill_in_the_form()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = idp.OpenBrowser();
        await EnterAsync(browser, clinic);

        var page = await browser.GoToAsync($"/admin/{clinic.PracticeId}/policy?Form.Seen=1&Form.Require=Nobody&Form.RememberStaffDays=365");

        Assert.Equal("30", page.One("#Form_RememberStaffDays").GetAttribute("value"));
    }

    [Fact]
    public async Task Of_two_admins_the_second_to_save_is_told_and_overwrites_nothing()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = idp.OpenBrowser();
        await EnterAsync(browser, clinic);
        await idp.Given.PolicyAsync(clinic, new ClinicPolicy { RememberStaffDays = 7 });

        var page = await SaveAsync(browser, Choice(staffDays: "90"));

        page.Says("Someone else saved this policy while you had it open.");
        Assert.Equal(7, (await CurrentAsync(clinic)).Policy.RememberStaffDays);
    }

    [Fact]
    public async Task A_policy_that_would_shut_its_own_admin_out_is_refused()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = idp.OpenBrowser();
        await EnterAsync(browser, clinic);
        var form = browser.Fill(Choice());
        var onlyMail = form with { Values = [.. form.Values.Where(v => v.Key != "Form.StaffMethods"), new("Form.StaffMethods", "Email")] };

        var page = await browser.SendAsync(onlyMail.With("do", "save"));

        page.Says("You have none of these methods yourself");
        Assert.DoesNotContain(Method.Email, (await CurrentAsync(clinic)).Policy.StaffMethods);
    }

    [Fact]
    public async Task After_ten_minutes_saving_asks_for_the_second_step_and_keeps_what_was_chosen()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = idp.OpenBrowser();
        await EnterAsync(browser, clinic);
        idp.Clock.Advance(TimeSpan.FromMinutes(11));

        var page = await SaveAsync(browser, Choice(staffDays: "21"));
        Assert.StartsWith("/sign-in/", page.Path, StringComparison.Ordinal);
        Assert.Equal(1, (await CurrentAsync(clinic)).Version);

        page = await browser.StepUpAsync(idp, Phone);
        Assert.Equal("21", page.One("#Form_RememberStaffDays").GetAttribute("value"));
        await SaveAsync(browser, new { RememberStaffDays = "21" });
        Assert.Equal(21, (await CurrentAsync(clinic)).Policy.RememberStaffDays);
    }

    [Theory]
    [InlineData(Role.Staff)]
    [InlineData(Role.Patient)]
    public async Task Who_does_not_administer_the_clinic_does_not_see_its_policy(Role role)
    {
        var clinic = await idp.Given.ClinicAsync();
        var other = await idp.Given.ClinicAsync();
        var person = await idp.Given.PersonAsync((clinic, role), (other, Role.Owner));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(person, "/account");

        var page = await browser.GoToAsync($"/admin/{clinic.PracticeId}/policy");
        var unknown = await browser.GoToAsync("/admin/NO-SUCH/policy");

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
    }

    private async Task<Page> EnterAsync(Browser browser, Clinic clinic)
    {
        var admin = await idp.Given.PersonAsync((clinic, Role.Admin));
        await browser.SignInAsync(admin, $"/admin/{clinic.PracticeId}/policy");
        return await browser.SetUpPhoneAsync(idp, Phone);
    }

    private static object Choice(string require = "Staff", string staffDays = "30") => new { Require = require, RememberStaffDays = staffDays };

    private static Task<Page> SaveAsync(Browser browser, object choice) => browser.SendAsync(browser.Fill(choice).With("do", "save"));

    private async Task<PolicyVersion> CurrentAsync(Clinic clinic)
    {
        await using var db = idp.Database.Open();
        return await db.ClinicPolicies.Where(v => v.ClinicId == clinic.Id).OrderByDescending(v => v.Version).FirstAsync(TestContext.Current.CancellationToken);
    }
}
