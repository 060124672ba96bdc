using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

public class PhoneAndSpanishTests(Chromium chromium, Demo demo)
{
    [Fact]
    [Trait("Row", "PF3")]
    [Trait("Row", "B11")]
    public async Task On_a_phone_in_Spanish_by_voice_call()
    {
        await using var ruth = await Visitor.ArriveAsync(chromium, demo, Person.Ruth, Device.SpanishPhone);
        await ruth.Ehr.OpenAsync();
        await ruth.EnterEmailAndPasswordAsync();
        await ruth.ExpectToBeAskedForACodeAsync();
        await Expect(ruth.Page.Locator("html")).ToHaveAttributeAsync("lang", "es");
        await Expect(ruth.Page.GetByText("Recordar este navegador")).ToBeVisibleAsync();

        await ruth.EnterCodeAsync(await ruth.ReceiveCodeAsync("voice"));

        await ruth.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by voice call");
    }

    [Fact]
    [Trait("Row", "B11")]
    public async Task A_patient_on_a_phone_chooses_Spanish_on_the_page()
    {
        await using var nia = await Visitor.ArriveAsync(
            chromium, demo, await demo.NewcomerAsync(Practices.Lakeside.Id, IdentityProvider.Clinics.Role.Patient), Device.Phone);
        await nia.Portal.OpenAsync();
        await nia.Profile.ArriveAsync("/sign-in", "e-mail-english");

        await nia.Page.GetByText("Español").ClickAsync();
        await Expect(nia.Page.Locator("html")).ToHaveAttributeAsync("lang", "es");
        await nia.EnterEmailAndPasswordAsync();

        await nia.Portal.ExpectAppointmentAsync(Practices.Lakeside.Name, "your password");
    }

    [Fact]
    [Trait("Row", "B11")]
    public async Task Nothing_is_wider_than_a_narrow_phone()
    {
        await using var nia = await Visitor.ArriveAsync(
            chromium, demo, await demo.NewcomerAsync(Practices.Lakeside.Id), new Device("narrow", 320, 640));
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.ExpectNoSidewaysScrollingAsync();
        await nia.ChooseToGetCodesByAsync("Text");
        await nia.ExpectNoSidewaysScrollingAsync();
        await nia.EnterCodeAsync(await nia.ReceiveCodeAsync("text"));
        await nia.DecideOnTrustAsync(remember: true);
        await nia.KeepRecoveryCodesAsync();

        await nia.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by text message");
        await nia.ExpectNoSidewaysScrollingAsync();
    }
}
