using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using IdentityProvider.Clinics;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

/// <summary>On a demo of its own: the other journeys count on the policies as they are seeded.</summary>
public class PolicyTests(Chromium chromium, DemoOfItsOwn demo) : IClassFixture<DemoOfItsOwn>
{
    [Fact]
    [Trait("Row", "EN1")]
    [Trait("Row", "B1")]
    public async Task A_stricter_policy_asks_a_remembered_browser_at_the_very_next_sign_in()
    {
        await using var anna = await Visitor.ArriveAsync(chromium, demo, Person.Anna);
        await SignInWithTextAsync(anna, digits: 6, remember: true);
        await anna.Ehr.SignOutAsync();

        await using var maya = await Visitor.ArriveAsync(chromium, demo, Person.Maya);
        await maya.Console.AskForPolicyAsync(Practices.Lakeside.Id);
        await maya.EnterEmailAndPasswordAsync();
        await maya.ExpectToBeAskedForACodeAsync();
        await maya.EnterCodeAsync(await maya.ReceiveCodeAsync("text"));
        await maya.Console.ExpectPolicyAsync(Practices.Lakeside.Id);
        await maya.Console.ChooseAsync("When", "EverySignIn");
        await maya.Console.ChooseAsync("CodeLength", "8");
        await maya.Console.PreviewAndSaveAsync(expectedEffect: "Staff who lose trust at once: 1");

        await SignInWithTextAsync(anna, digits: 8, remember: false);
    }

    [Fact]
    [Trait("Row", "TA1")]
    [Trait("Row", "TA2")]
    [Trait("Row", "EN1")]
    [Trait("Row", "EN2")]
    public async Task Nobody_then_the_staff_then_patients_too_are_asked_and_set_up_at_their_next_sign_in()
    {
        await using var grace = await Visitor.ArriveAsync(chromium, demo, Person.Grace);
        await grace.Console.AskForPolicyAsync(Practices.CedarGrove.Id);
        await grace.SignInByTextAsync();
        await grace.Page.CheckAsync("input[name=Preset][value=RememberYear]");
        await grace.SubmitAsync("input[name=Preset]");
        await RequireAsync(grace, "Nobody", "Patients not affected");
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.CedarGrove.Id));
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.Ehr.ExpectScheduleAsync(Practices.CedarGrove.Name, "Password only");
        await nia.Ehr.SignOutAsync();

        await RequireAsync(grace, "Staff", "Staff who set one up at their next sign-in");
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await SetUpAsync(nia, "Voice");
        await nia.Ehr.ExpectScheduleAsync(Practices.CedarGrove.Name, "Password and a code by voice call");

        await StepUpAndRequireAsync(grace, "StaffAndPatients", "Patients who set one up at their next sign-in");
        await using var pia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.CedarGrove.Id, Role.Patient));
        await pia.Portal.OpenAsync();
        await pia.EnterEmailAndPasswordAsync();
        await SetUpAsync(pia, "Text");
        await pia.Portal.ExpectAppointmentAsync(Practices.CedarGrove.Name, "your password and a code by text message");
    }

    private static async Task RequireAsync(Visitor admin, string whom, string expectedEffect)
    {
        await admin.Console.ChooseAsync("Require", whom);
        await admin.Console.PreviewAndSaveAsync(expectedEffect);
    }

    // The console wants a second factor of the last ten minutes, and what was chosen is still there after it.
    private async Task StepUpAndRequireAsync(Visitor admin, string whom, string expectedEffect)
    {
        await demo.SinceProofsAsync(admin.Person, TimeSpan.FromMinutes(11));
        await admin.Console.ChooseAsync("Require", whom);
        await admin.Page.ClickAsync("button[name=do][value=save]");
        await admin.StepUpByTextAsync();
        await admin.Console.ExpectPolicyAsync(Practices.CedarGrove.Id);
        await Expect(admin.Page.Locator("#Form_Require")).ToHaveValueAsync(whom);
        await admin.Console.PreviewAndSaveAsync(expectedEffect);
    }

    private static async Task SetUpAsync(Visitor visitor, string method)
    {
        await visitor.Page.WaitForURLAsync("**/sign-in/set-up?**");
        await Expect(visitor.Page.Locator("form[action*='handler=Later']")).ToHaveCountAsync(0);
        await visitor.ChooseToGetCodesByAsync(method);
        await visitor.EnterCodeAsync(await visitor.ReceiveCodeAsync(method == "Voice" ? "voice" : "text"));
        await visitor.DecideOnTrustAsync(remember: false);
        await visitor.KeepRecoveryCodesAsync();
    }

    private static async Task SignInWithTextAsync(Visitor visitor, int digits, bool remember)
    {
        await visitor.Ehr.OpenAsync();
        await visitor.EnterEmailAndPasswordAsync();
        await visitor.ExpectToBeAskedForACodeAsync();
        var code = await visitor.ReceiveCodeAsync("text");
        Assert.Equal(digits, code.Length);
        await visitor.EnterCodeAsync(code, remember);
        await visitor.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by text message");
    }
}
