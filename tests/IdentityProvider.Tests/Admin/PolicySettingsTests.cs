using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin;

/// <summary>Every setting of the policy page: stored, shown again, told in the history, and refused out of its range.</summary>
public class PolicySettingsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task Every_setting_is_stored_shown_again_and_told_in_the_history()
    {
        var clinic = await idp.Given.ClinicAsync();
        var doctor = await idp.Given.StaffAsync(clinic);
        using var browser = idp.OpenBrowser();
        await EnterAsync(browser, clinic);
        var form = browser.Fill(new
        {
            Require = "StaffAndPatients",
            When = "EverySignIn",
            GraceDays = "7",
            RememberStaffDays = "1",
            RememberPatientsDays = "2",
            CodeLength = "8",
            CodeLifetimeMinutes = "5",
            AskForPhone = "PasswordReset",
            PhoneRequired = "True",
            RefuseVoip = "True",
            ShortestPassword = "14",
            ShortestPasswordAlone = "13",
            StaffIdleMinutes = "5",
            StaffSessionHours = "8",
            PatientIdleMinutes = "6",
            PatientSessionHours = "4",
            EmergencyAccess = "True",
            EmergencyMinutes = "240",
        });

        var page = await browser.SendAsync((form with { Values = [.. form.Values, new("Form.EmergencyUsers", doctor.Id.ToString())] }).With("do", "save"));

        page.Says("The policy is saved");
        page.Says("Days before set-up is forced: 0 days → 7 days");
        page.Says("Ask for a phone: At account creation and password reset → At password reset");
        page.Says("Longest staff session: 12 hours → 8 hours");
        page.Says("Who may use it: none → Person");
        Assert.Equal("13", page.One("#Form_ShortestPasswordAlone").GetAttribute("value"));
        var policy = (await CurrentAsync(clinic)).Policy;
        Assert.Equal((7, 5, 8, 6, 4), (policy.GraceDays, policy.StaffIdleMinutes, policy.StaffSessionHours, policy.PatientIdleMinutes, policy.PatientSessionHours));
        Assert.Equal((PhoneQuestion.PasswordReset, true, true), (policy.AskForPhone, policy.PhoneRequired, policy.RefuseVoip));
        Assert.Equal((true, 240, doctor.Id), (policy.EmergencyAccess, policy.EmergencyMinutes, Assert.Single(policy.EmergencyUsers)));
        await using var db = idp.Database.Open();
        Assert.True(await db.AuditEntries.AnyAsync(e => e.Name == "policy.deviates" && e.ClinicId == clinic.Id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Only_people_of_the_clinic_can_be_named_for_emergencies_and_somebody_must_be()
    {
        var clinic = await idp.Given.ClinicAsync();
        var stranger = await idp.Given.StaffAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await EnterAsync(browser, clinic);
        var form = browser.Fill(new { EmergencyAccess = "True" }).With("do", "save");

        var page = await browser.SendAsync(form);
        page.Says("Name at least one person, or switch emergency access off.");
        page = await browser.SendAsync(form with { Values = [.. form.Values, new("Form.EmergencyUsers", stranger.Id.ToString())] });
        page.Says("One of these people no longer works here.");

        Assert.Equal(1, (await CurrentAsync(clinic)).Version);
    }

    [Fact]
    public async Task A_method_by_which_nothing_gets_through_is_warned_of()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = idp.OpenBrowser();
        await EnterAsync(browser, clinic);
        await using (var db = idp.Database.Open())
        {
            await db.OutboxMessages.ExecuteUpdateAsync(
                set => set.SetProperty(m => m.State, MessageState.Failed).SetProperty(m => m.LastOutcome, MessageOutcome.OutOfCredit).SetProperty(m => m.Payload, (byte[]?)null), TestContext.Current.CancellationToken);
        }

        var page = await browser.GoToAsync($"/admin/{clinic.PracticeId}/policy");

        page.Says("No messages get through by Text message");
    }

    [Theory]
    [InlineData("GraceDays", "31", "Type 0 to 30 days.")]
    [InlineData("ShortestPassword", "7", "Type 8 to 64 characters.")]
    [InlineData("StaffIdleMinutes", "90", "Type 5 to 60 minutes.")]
    [InlineData("PatientSessionHours", "25", "Type 1 to 24 hours.")]
    [InlineData("EmergencyMinutes", "14", "Type 15 to 240 minutes.")]
    [InlineData("RememberStaffDays", "366", "Type 0 to 365 days.")]
    [InlineData("RememberStaffDays", "-1", "Type 0 to 365 days.")]
    [InlineData("RememberPatientsDays", "many", "Type 0 to 365 days.")]
    [InlineData("RememberPatientsDays", "", "Type 0 to 365 days.")]
    [InlineData("CodeLifetimeMinutes", "99999999999999999999", "Type 3 to 10 minutes.")]
    public async Task A_value_out_of_range_is_shown_at_its_field_and_nothing_is_saved(string field, string value, string sentence)
    {
        var clinic = await idp.Given.ClinicAsync();
        using var browser = idp.OpenBrowser();
        await EnterAsync(browser, clinic);

        var page = await browser.SendAsync(browser.Fill(new { Require = "Staff" }).With($"Form.{field}", value).With("do", "save"));

        page.ShowsProblem(field, sentence);
        Assert.Equal(value, page.One($"#Form_{field}").GetAttribute("value"));
        Assert.Equal(1, (await CurrentAsync(clinic)).Version);
    }

    private async Task<Page> EnterAsync(Browser browser, Clinic clinic)
    {
        var admin = await idp.Given.PersonAsync((clinic, Role.Admin));
        await browser.SignInAsync(admin, $"/admin/{clinic.PracticeId}/policy");
        return await browser.SetUpPhoneAsync(idp, "+12185550121");
    }

    private async Task<PolicyVersion> CurrentAsync(Clinic clinic)
    {
        await using var db = idp.Database.Open();
        return await db.ClinicPolicies.Where(v => v.ClinicId == clinic.Id).OrderByDescending(v => v.Version).FirstAsync(TestContext.Current.CancellationToken);
    }
}
