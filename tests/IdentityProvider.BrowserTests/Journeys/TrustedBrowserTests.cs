using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

public class TrustedBrowserTests(Chromium chromium, Demo demo)
{
    [Fact]
    [Trait("Row", "TA6")]
    [Trait("Row", "PF2")]
    [Trait("Row", "B3")]
    public async Task A_remembered_browser_skips_the_code_and_another_one_is_asked()
    {
        await using var anna = await Visitor.ArriveAsync(chromium, demo, Person.Anna);
        await SignInWithCodeAsync(anna, remember: true);
        await anna.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by text message");
        await anna.Ehr.SignOutAsync();

        // Sign-out ends the session, not the trust.
        await anna.Ehr.OpenAsync();
        await anna.EnterEmailAndPasswordAsync();
        await anna.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password, on a browser that was remembered earlier");
        Assert.Equal(1, await anna.CountCodesAsync());
        await OpenPrescriptionsAsync(anna);
        Assert.Equal(2, await anna.CountCodesAsync());

        await using var elsewhere = await anna.AtAnotherBrowserAsync(chromium);
        await SignInWithCodeAsync(elsewhere, remember: false);
        await elsewhere.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by text message");
        Assert.Equal(3, await anna.CountCodesAsync());
    }

    // The trust claimed no second factor, so what demands one gets a real one.
    private static async Task OpenPrescriptionsAsync(Visitor anna)
    {
        await Expect(anna.Page.Locator(".claims")).Not.ToContainTextAsync("urn:idp:acr:aal2");
        await anna.Page.GetByRole(AriaRole.Link, new() { Name = "Patients" }).ClickAsync();
        await anna.Page.Locator("main table a").First.ClickAsync();
        await anna.Page.GetByRole(AriaRole.Link, new() { Name = "Prescriptions" }).ClickAsync();
        await anna.StepUpByTextAsync();
        await Expect(anna.Page.GetByRole(AriaRole.Heading, new() { Name = "Prescriptions" })).ToBeVisibleAsync();
        await anna.Profile.LookAsync("ehr-prescriptions");
        await anna.Page.GetByRole(AriaRole.Link, new() { Name = anna.Person.Name }).ClickAsync();
        await anna.Profile.ArriveAsync("/you", "ehr-stepped-up");
        await Expect(anna.Page.Locator(".claims")).ToContainTextAsync("urn:idp:acr:aal2");
    }

    private static async Task SignInWithCodeAsync(Visitor visitor, bool remember)
    {
        await visitor.Ehr.OpenAsync();
        await visitor.EnterEmailAndPasswordAsync();
        await visitor.ExpectToBeAskedForACodeAsync();
        await visitor.EnterCodeAsync(await visitor.ReceiveCodeAsync("text"), remember);
    }
}
