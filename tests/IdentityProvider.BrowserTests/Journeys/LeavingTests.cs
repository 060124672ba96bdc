using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

/// <summary>The ways out. Signing out of an app ends the provider's session too: the next sign-in asks for the password again.</summary>
public class LeavingTests(Chromium chromium, Demo demo)
{
    [Fact]
    public async Task Signing_out_of_the_EHR()
    {
        await using var lena = await Visitor.ArriveAsync(chromium, demo, Person.Lena);
        await lena.Ehr.OpenAsync();
        await lena.EnterEmailAndPasswordAsync();
        await lena.ExpectToBeAskedForACodeAsync();
        await lena.EnterCodeAsync(await lena.ReceiveCodeAsync("email"));
        await lena.Ehr.ExpectScheduleAsync(Practices.CedarGrove.Name, "Password and a code by e-mail");

        await lena.Ehr.SignOutAsync();

        await lena.Ehr.OpenAsync();
        await lena.Profile.ArriveAsync("/sign-in", "asked-again");
    }

    [Fact]
    public async Task Someone_the_EHR_is_not_for_is_told_by_both_sides()
    {
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.Lakeside.Id, IdentityProvider.Clinics.Role.Patient));
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.Profile.ArriveAsync("/sign-in/no-access", "no-access");

        await nia.Page.GetByRole(AriaRole.Button, new() { Name = "Back to Lakeside EHR" }).ClickAsync();

        await nia.Profile.ArriveAsync("/signin-oidc", "ehr-access-denied");
        await Expect(nia.Page.GetByRole(AriaRole.Heading, new() { Name = "You have no access to this app" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_of_the_portal()
    {
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.CedarGrove.Id, IdentityProvider.Clinics.Role.Patient));
        await nia.Portal.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.Portal.ExpectAppointmentAsync(Practices.CedarGrove.Name, "your password");

        await nia.Portal.SignOutAsync();

        await nia.Portal.OpenAsync();
        await nia.Profile.ArriveAsync("/sign-in", "asked-again");
    }
}
