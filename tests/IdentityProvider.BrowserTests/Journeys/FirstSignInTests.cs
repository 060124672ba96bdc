using System.Text.RegularExpressions;
using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

/// <summary>The first sign-in at a clinic that wants a second step: it is set up on the way, and the app still gets its user.</summary>
public class FirstSignInTests(Chromium chromium, Demo demo)
{
    [Fact]
    [Trait("Row", "PF1")]
    public async Task A_newcomer_sets_up_texts_and_reaches_the_EHR()
    {
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.Lakeside.Id));

        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.ChooseToGetCodesByAsync("Text");
        await nia.EnterCodeAsync(await nia.ReceiveCodeAsync("text"));
        await nia.DecideOnTrustAsync(remember: false);
        await nia.KeepRecoveryCodesAsync();

        await nia.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by text message");
    }

    [Fact]
    [Trait("Row", "PF3")]
    [Trait("Row", "PF4")]
    [Trait("Row", "PF6")]
    [Trait("Row", "PF9")]
    [Trait("Row", "PF17")]
    public async Task A_newcomer_with_a_landline_is_advised_meets_trouble_and_sets_up_calls()
    {
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.Lakeside.Id));
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await ReadTheAdviceAsync(nia);
        await AskForATextAsync(nia, "416 555 0123");
        await Expect(nia.Page.Locator("#Phone-error")).ToContainTextAsync("This number is in Canada. Use a US number.");
        await nia.Profile.ArriveAsync("/sign-in/set-up", "number-refused");

        // The carriers of the demo have trouble with all numbers that end in 0190, and none of them delivers to those in 0193.
        await MeetTroubleAsync(nia, "320 555 0190", "We temporarily cannot verify your phone", "Your number is fine. We keep trying");
        await MeetTroubleAsync(nia, "320 555 0193", "We are unable to verify this number", "use another number");
        await nia.ChooseToGetCodesByAsync("Voice");
        await nia.EnterCodeAsync(await nia.ReceiveCodeAsync("voice"));
        await nia.DecideOnTrustAsync(remember: false);
        await nia.KeepRecoveryCodesAsync();
        await nia.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by voice call");

        await nia.Page.GotoAsync($"{demo.Data.Issuer}/account/phone");
        await nia.Profile.ArriveAsync("/account/phone", "masked");
        await Expect(nia.Page.Locator("section[aria-labelledby=current] strong")).ToHaveTextAsync($"(•••) •••-{nia.Person.Phone[^4..]}");
        Assert.DoesNotMatch(new Regex($@"{nia.Person.Phone[2..5]}\D*{nia.Person.Phone[5..8]}", RegexOptions.None, TimeSpan.FromSeconds(1)), await nia.Page.InnerTextAsync("body"));
    }

    [Fact]
    [Trait("Row", "EN4")]
    public async Task A_newcomer_without_a_phone_sets_up_mail_where_the_clinic_allows_it()
    {
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.CedarGrove.Id));

        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.ChooseToGetCodesByAsync("Email");
        await nia.EnterCodeAsync(await nia.ReceiveCodeAsync("email"));
        await nia.KeepRecoveryCodesAsync();

        // Cedar Grove asks at every sign-in, so there is no trust to offer.
        await nia.Ehr.ExpectScheduleAsync(Practices.CedarGrove.Name, "Password and a code by e-mail");
    }

    [Fact]
    [Trait("Row", "EN6")]
    public async Task A_patient_needs_the_password_alone()
    {
        await using var pat = await Visitor.ArriveAsync(chromium, demo, Person.Pat);

        await pat.Portal.OpenAsync();
        await pat.EnterEmailAndPasswordAsync();

        await pat.Portal.ExpectAppointmentAsync(Practices.Lakeside.Name, "your password");
        Assert.Equal(0, await pat.CountCodesAsync());
    }

    private static async Task ReadTheAdviceAsync(Visitor nia)
    {
        await nia.Profile.ArriveAsync("/sign-in/set-up", "advice");
        await Expect(nia.Page.GetByText("A cell phone that you carry is best.")).ToBeVisibleAsync();
        await Expect(nia.Page.GetByText("For a landline or an internet phone, choose the voice call.")).ToBeVisibleAsync();
        await Expect(nia.Page.GetByText("A text can take up to 10 minutes. Standard message rates apply.")).ToBeVisibleAsync();
    }

    private static async Task AskForATextAsync(Visitor nia, string number)
    {
        await nia.Page.CheckAsync("input[name=Method][value=Text]");
        await nia.Page.FillAsync("#Phone", number);
        await nia.SubmitAsync("#Phone");
    }

    private static async Task MeetTroubleAsync(Visitor nia, string number, string what, string next)
    {
        await AskForATextAsync(nia, number);
        await nia.Page.WaitForURLAsync("**/sign-in/set-up/code?**");
        await nia.LookAgainForAsync(what);
        await Expect(nia.Page.Locator(".note").Filter(new() { HasText = what })).ToContainTextAsync(next);
        await nia.Profile.LookAsync("trouble");
        await nia.Page.Locator("form[action*='handler=Change'] button").ClickAsync();
        await nia.Page.WaitForURLAsync("**/sign-in/set-up?**");
    }
}
