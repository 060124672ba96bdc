using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

/// <summary>Somebody cannot get in, and gets in again: by themselves, or with an admin who makes sure who they are.</summary>
public class WaysBackTests(Chromium chromium, DemoOfItsOwn demo) : IClassFixture<DemoOfItsOwn>
{
    private const string NewPassword = "four lamps under rain 7";
    private const string NewPhone = "+12025550160";

    [Fact, Trait("Row", "PF13"), Trait("Row", "PF2"), Trait("Row", "PF16")]
    public async Task A_forgotten_password_is_replaced_with_the_mailed_link_and_a_code()
    {
        await using var ben = await Visitor.ArriveAsync(chromium, demo, Person.Ben);
        await LookUpWhichEmailAsync(ben);
        await AskForLinkAsync(ben);
        await ben.Page.GotoAsync(await ben.ReceiveLinkAsync("/recover/link"));
        await ben.Profile.ArriveAsync("/recover/link", "link");
        await PressMainAsync(ben);
        await ben.ExpectToBeAskedForACodeAsync();

        // Who has nothing at hand: the page that asks an admin is one link away, and so is the way back.
        await ben.Page.Locator("details.more summary").ClickAsync();
        await ben.Page.Locator("a[href^='/recover/no-factor']").ClickAsync();
        await ben.Profile.ArriveAsync("/recover/no-factor", "nothing-at-hand");
        await ben.Page.Locator("main a[href^='/sign-in?a=']").ClickAsync();
        await ben.ExpectToBeAskedForACodeAsync();
        await ben.EnterCodeAsync(await ben.ReceiveCodeAsync("text"));

        await ben.Profile.ArriveAsync("/recover/password", "new-password");
        await ben.Page.FillAsync("#NewPassword", NewPassword);
        await ben.SubmitAsync("#NewPassword");
        await ben.DecideOnTrustAsync(remember: false);
        await ben.Profile.ArriveAsync("/account", "in");

        await using var elsewhere = await ben.AtAnotherBrowserAsync(chromium);
        await elsewhere.Page.GotoAsync($"{demo.Data.Issuer}/account");
        await elsewhere.SignInByTextAsync(NewPassword);
    }

    [Fact, Trait("Row", "PF1")]
    public async Task A_patient_who_resets_the_password_is_asked_for_a_phone()
    {
        await using var pat = await Visitor.ArriveAsync(chromium, demo, Person.Pat, Device.Phone);
        await AskForLinkAsync(pat);
        await pat.Page.GotoAsync(await pat.ReceiveLinkAsync("/recover/link"));
        await PressMainAsync(pat);
        await pat.Profile.ArriveAsync("/recover/password", "new-password");
        await pat.Page.FillAsync("#NewPassword", NewPassword);
        await pat.SubmitAsync("#NewPassword");

        await pat.Profile.ArriveAsync("/recover/phone", "phone");
        await pat.ExpectNoSidewaysScrollingAsync();
        await pat.Page.FillAsync("#Phone", "2025550161");
        await pat.SubmitAsync("#Phone");
        await pat.Profile.ArriveAsync("/sign-in/set-up/code", "phone-code");
        await pat.EnterCodeAsync(await pat.ReceiveTextAtAsync("+12025550161"));
    }

    [Fact, Trait("Row", "PF8"), Trait("Row", "PF7")]
    public async Task A_lost_phone_is_reported_approved_and_replaced()
    {
        await using var nia = await SetUpNewcomerAsync();
        await using var elsewhere = await nia.AtAnotherBrowserAsync(chromium);
        await elsewhere.Ehr.OpenAsync();
        await elsewhere.EnterEmailAndPasswordAsync();
        await elsewhere.ExpectToBeAskedForACodeAsync();
        await elsewhere.Page.Locator("details.more summary").ClickAsync();
        await elsewhere.Page.Locator("a[href^='/sign-in/phone-reset']").ClickAsync();
        await elsewhere.Profile.ArriveAsync("/sign-in/phone-reset", "ask");
        await elsewhere.Page.FillAsync("#Reason", "I left my phone on the bus.");
        await elsewhere.SubmitAsync("#Reason");
        await elsewhere.Profile.ArriveAsync("/sign-in/phone-reset", "asked");

        await using var maya = await EnterConsoleAsync();
        await maya.Page.GotoAsync($"{demo.Data.Issuer}/admin/{Practices.Lakeside.Id}/requests");
        await maya.Profile.ArriveAsync($"/admin/{Practices.Lakeside.Id}/requests", "requests");
        await maya.Page.Locator("li").Filter(new() { HasText = nia.Person.Email }).GetByRole(AriaRole.Link).ClickAsync();
        await maya.Profile.LookAsync("decide");
        await DoAsync(maya, "She came to the front desk and showed her badge.");

        await using var again = await nia.AtAnotherBrowserAsync(chromium);
        await again.Ehr.OpenAsync();
        await again.EnterEmailAndPasswordAsync();
        await again.Profile.ArriveAsync("/sign-in/set-up", "new-phone");
        await again.Page.CheckAsync("input[name=Method][value=Text]");
        await again.Page.FillAsync("#Phone", NewPhone["+1".Length..]);
        await again.SubmitAsync("#Phone");
        await again.Profile.ArriveAsync("/sign-in/set-up/code", "new-phone-code");
        await again.EnterCodeAsync(await again.ReceiveTextAtAsync(NewPhone));
        await again.DecideOnTrustAsync(remember: false);
        await again.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by text message");
    }

    [Fact, Trait("Row", "TA8")]
    public async Task An_admin_has_somebody_who_cannot_sign_in_set_up_anew_and_exempts_them_for_a_while()
    {
        await using var nia = await SetUpNewcomerAsync();
        await using var maya = await EnterConsoleAsync();
        await OpenPersonAsync(maya, nia.Person, "second-step");
        await maya.Profile.LookAsync("second-step");
        await maya.Page.CheckAsync("input[name=Choice][value=SetUpAnew]");
        await DoAsync(maya, "Her phone is at the bottom of the lake.");
        await maya.Page.Locator("a[rel=next], a[rel=prev]").First.ClickAsync();
        await maya.Profile.LookAsync("next-person");

        await using var elsewhere = await nia.AtAnotherBrowserAsync(chromium);
        await elsewhere.Ehr.OpenAsync();
        await elsewhere.EnterEmailAndPasswordAsync();
        await elsewhere.ChooseToGetCodesByAsync("Voice");
        await elsewhere.EnterCodeAsync(await elsewhere.ReceiveCodeAsync("voice"));
        await elsewhere.DecideOnTrustAsync(remember: false);

        await ExemptUntilTheFirstDayAsync(maya, nia.Person);
        await using var again = await nia.AtAnotherBrowserAsync(chromium);
        await again.Ehr.OpenAsync();
        await again.EnterEmailAndPasswordAsync();
        await again.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password only");
    }

    [Fact, Trait("Row", "B8")]
    public async Task An_admin_reads_out_a_code_for_one_sign_in()
    {
        await using var nia = await SetUpNewcomerAsync();
        await using var maya = await EnterConsoleAsync();
        await OpenPersonAsync(maya, nia.Person, "bypass");
        await DoAsync(maya, "Left her phone at home.");
        await maya.Profile.LookAsync("bypass-code");
        var code = await maya.Page.InnerTextAsync("#bypass-code");

        await using var elsewhere = await nia.AtAnotherBrowserAsync(chromium);
        await elsewhere.Ehr.OpenAsync();
        await elsewhere.EnterEmailAndPasswordAsync();
        await elsewhere.ExpectToBeAskedForACodeAsync();
        await elsewhere.ChooseAnotherWayAsync("BypassCode");
        await elsewhere.Profile.ArriveAsync("/sign-in/bypass-code", "bypass-code");
        await elsewhere.Page.FillAsync("#Digits", code);
        await elsewhere.SubmitAsync("#Digits");

        await elsewhere.Profile.ArriveAsync("/schedule", "ehr-schedule");
    }

    private async Task<Visitor> SetUpNewcomerAsync()
    {
        var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.Lakeside.Id));
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.ChooseToGetCodesByAsync("Text");
        await nia.EnterCodeAsync(await nia.ReceiveCodeAsync("text"));
        await nia.DecideOnTrustAsync(remember: false);
        await nia.KeepRecoveryCodesAsync();
        await nia.Profile.ArriveAsync("/schedule", "ehr-schedule");
        return nia;
    }

    private async Task<Visitor> EnterConsoleAsync()
    {
        var maya = await Visitor.ArriveAsync(chromium, demo, Person.Maya);
        await maya.Page.GotoAsync($"{demo.Data.Issuer}/admin");
        await maya.SignInByTextAsync();
        return maya;
    }

    private async Task OpenPersonAsync(Visitor admin, Person person, string action)
    {
        await admin.Page.GotoAsync($"{demo.Data.Issuer}/admin/{Practices.Lakeside.Id}/people");
        await admin.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = person.Name }).First.ClickAsync();
        await admin.Page.Locator($"main a[href$='/{action}']").First.ClickAsync();
    }

    private async Task ExemptUntilTheFirstDayAsync(Visitor admin, Person person)
    {
        await OpenPersonAsync(admin, person, "second-step");
        await admin.Page.CheckAsync("input[name=Choice][value=SwitchOff]");
        await admin.Page.FillAsync("#Until", (await admin.Page.GetAttributeAsync("#Until", "min"))!);
        await DoAsync(admin, "She waits for a new phone.");
    }

    private static async Task DoAsync(Visitor admin, string reason)
    {
        await admin.Page.FillAsync("#Reason", reason);
        await admin.Page.Locator("form").Filter(new() { Has = admin.Page.Locator("#Reason") }).Locator("button[type=submit]").First.ClickAsync();
        await admin.Page.WaitForLoadStateAsync();
    }

    private static async Task LookUpWhichEmailAsync(Visitor visitor)
    {
        await visitor.Ehr.OpenAsync();
        await visitor.Page.Locator("a[href^='/recover/which-email']").ClickAsync();
        await visitor.Profile.ArriveAsync("/recover/which-email", "which-email");
        await Expect(visitor.Page.GetByText("Ask an owner or admin of your practice, or its front desk")).ToBeVisibleAsync();
        await visitor.Page.Locator("main a.btn-primary").ClickAsync();
        await visitor.Profile.ArriveAsync("/sign-in", "back");
    }

    private async Task AskForLinkAsync(Visitor visitor)
    {
        await visitor.Page.GotoAsync($"{demo.Data.Issuer}/recover");
        await visitor.Profile.ArriveAsync("/recover", "recover");
        await visitor.Page.FillAsync("#Email", visitor.Person.Email);
        await visitor.SubmitAsync("#Email");
        await visitor.Profile.ArriveAsync("/recover/sent", "sent");
    }

    private static Task PressMainAsync(Visitor visitor) => visitor.Page.Locator("main form button.btn-primary").First.ClickAsync();
}
