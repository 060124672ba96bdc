using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

/// <summary>SMART App Launch: from a chart of the EHR, from the app itself, and from the portal.</summary>
[Trait("Row", "B4")]
public class SmartLaunchTests(Chromium chromium, Demo demo)
{
    [Fact]
    public async Task An_app_opens_from_a_chart_with_the_patient_that_is_open_there()
    {
        await using var omar = await SignedInAtTheEhrAsync();
        await omar.Page.GetByRole(AriaRole.Link, new() { Name = "Patients" }).ClickAsync();
        await omar.Page.GetByRole(AriaRole.Link, new() { Name = "Juniper Halloran" }).ClickAsync();
        await omar.Profile.ArriveAsync("/patients/cedar-1", "ehr-chart");

        await omar.Page.GetByRole(AriaRole.Button, new() { Name = "Open Vitals" }).ClickAsync();

        await omar.Profile.ArriveAsync("/vitals", "smart-app");
        await Expect(omar.Page.Locator(".banner")).ToContainTextAsync("Juniper Halloran");
        await Expect(omar.Page.GetByText("Heart rate")).ToBeVisibleAsync();
        await Expect(omar.Page.GetByText("/Practitioner/omar-haddad")).ToBeVisibleAsync();

        // The scope was for vital signs alone.
        await Expect(omar.Page.GetByText("Cholesterol")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_app_that_starts_by_itself_has_its_user_choose_at_the_EHR()
    {
        await using var omar = await SignedInAtTheEhrAsync();
        await omar.Page.GotoAsync(demo.Data.SmartApp);
        await omar.Profile.ArriveAsync("/", "smart-app-start");
        await omar.Page.GetByRole(AriaRole.Link, new() { Name = "Choose a patient" }).ClickAsync();

        // The clinic wants a code at every sign-in, and this is one more app.
        await omar.Profile.ArriveAsync("/pick", "ehr-pick");
        await omar.Page.GetByRole(AriaRole.Button, new() { Name = "Mateo Quiroga" }).ClickAsync();

        await omar.Profile.ArriveAsync("/vitals", "smart-app-picked");
        await Expect(omar.Page.Locator(".banner")).ToContainTextAsync("Mateo Quiroga");
    }

    [Fact]
    public async Task A_mother_opens_the_record_of_one_of_her_children_at_the_portal()
    {
        await using var rosa = await Visitor.ArriveAsync(chromium, demo, Person.Rosa);
        await rosa.Portal.OpenAsync();
        await rosa.EnterEmailAndPasswordAsync();
        await Expect(rosa.Page.Locator("#signed-in")).ToBeVisibleAsync();

        await rosa.Page.GetByRole(AriaRole.Link, new() { Name = "See your record" }).ClickAsync();
        await rosa.Profile.ArriveAsync("/connect/choose-patient", "choose-patient");
        await rosa.Page.GetByText("Leo Delgado").ClickAsync();
        await rosa.Page.Locator("button[value=open]").ClickAsync();

        await rosa.Profile.ArriveAsync("/records.html", "portal-record");
        await Expect(rosa.Page.Locator("#title")).ToHaveTextAsync("Leo Delgado");
        await Expect(rosa.Page.GetByText("Cholesterol")).ToBeVisibleAsync();
    }

    private async Task<Visitor> SignedInAtTheEhrAsync()
    {
        var omar = await Visitor.ArriveAsync(chromium, demo, Person.Omar);
        await omar.Ehr.OpenAsync();
        await omar.EnterEmailAndPasswordAsync();
        await omar.ExpectToBeAskedForACodeAsync();
        await omar.EnterCodeAsync(await omar.ReceiveCodeAsync("text"));
        await omar.Profile.ArriveAsync("/schedule", "ehr-schedule");
        return omar;
    }
}
