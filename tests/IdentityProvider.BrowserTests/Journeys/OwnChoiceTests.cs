using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

/// <summary>Who is asked by nobody may ask for it: the strictest of clinic and person wins.</summary>
public class OwnChoiceTests(Chromium chromium, Demo demo)
{
    [Fact]
    [Trait("Row", "TA3")]
    [Trait("Row", "B2")]
    public async Task A_patient_whom_nobody_asks_switches_the_second_step_on_and_is_asked_from_then_on()
    {
        await using var pia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.Lakeside.Id, Role.Patient));
        await pia.Page.GotoAsync($"{demo.Data.Issuer}/account/second-step");
        await pia.EnterEmailAndPasswordAsync();
        await pia.Profile.ArriveAsync("/account/second-step", "off");
        await demo.SinceProofsAsync(pia.Person, TimeSpan.FromMinutes(11));
        await pia.Page.Locator("a[href='/account/second-step/on']").ClickAsync();
        await pia.EnterPasswordAsync();
        await Expect(pia.Page.Locator("input[name=Method][value=Text]")).ToBeCheckedAsync();
        await pia.ChooseToGetCodesByAsync("Text");
        await pia.EnterCodeAsync(await pia.ReceiveCodeAsync("text"));
        await pia.KeepRecoveryCodesAsync();
        await pia.Profile.ArriveAsync("/account/second-step/on", "wizard-over");
        await pia.Page.Locator("main form[action='/account/second-step/on'] button").ClickAsync();
        await Expect(pia.Page.GetByText("The second step is on")).ToBeVisibleAsync();
        await pia.Profile.LookAsync("on");

        await using var elsewhere = await pia.AtAnotherBrowserAsync(chromium);
        await elsewhere.Portal.OpenAsync();
        await elsewhere.EnterEmailAndPasswordAsync();
        await elsewhere.ExpectToBeAskedForACodeAsync();
        await elsewhere.EnterCodeAsync(await elsewhere.ReceiveCodeAsync("text"));
        await elsewhere.Portal.ExpectAppointmentAsync(Practices.Lakeside.Name, "your password and a code by text message");
        Assert.Equal(PolicyRule.User, await RuleOfLastSignInAsync(pia.Person));
    }

    private async Task<PolicyRule> RuleOfLastSignInAsync(Person person)
    {
        var rule = PolicyRule.None;
        var id = await demo.IdOfAsync(person);
        await demo.WithAsync<IdpDbContext>(async (db, _) => rule = await db.SignInAttempts.Where(attempt => attempt.UserId == id)
            .OrderByDescending(attempt => attempt.Id).Select(attempt => attempt.Rule).FirstAsync(TestContext.Current.CancellationToken));
        return rule;
    }
}
