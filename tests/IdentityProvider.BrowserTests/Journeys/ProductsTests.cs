using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using IdentityProvider.Clinics;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

/// <summary>A clinic takes over the habits of the system it comes from by one click, and its next newcomer meets them.</summary>
public class ProductsTests(Chromium chromium, DemoOfItsOwn demo) : IClassFixture<DemoOfItsOwn>
{
    [Theory]
    [Trait("Row", "PF1")]
    [Trait("Row", "EN3")]
    [Trait("Row", "TA4")]
    [InlineData("NewBrowsers", 5, "Text Voice", true)]
    [InlineData("EverySignIn", 6, "Email Text", false)]
    [InlineData("RememberYear", 8, "Text Voice", true)]
    public async Task A_preset_is_chosen_saved_and_met_by_the_next_newcomer(string preset, int digits, string methods, bool remembers)
    {
        await ChooseAsync(preset);

        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.CedarGrove.Id));
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.Profile.ArriveAsync("/sign-in/set-up", "set-up");
        var offered = await nia.Page.Locator("input[name=Method]").EvaluateAllAsync<string[]>("all => all.map(one => one.value)");
        Assert.Equal(methods.Split(' '), offered.Order(StringComparer.Ordinal));
        await nia.ChooseToGetCodesByAsync("Text");
        var code = await nia.ReceiveCodeAsync("text");
        Assert.Equal(digits, code.Length);
        await nia.EnterCodeAsync(code);
        if (remembers)
        {
            await nia.DecideOnTrustAsync(remember: true);
        }

        await nia.KeepRecoveryCodesAsync();
        await nia.Ehr.ExpectScheduleAsync(Practices.CedarGrove.Name, "Password and a code by text message");
    }

    [Fact, Trait("Row", "TA7")]
    public async Task A_browser_is_remembered_for_a_year_and_then_asked_again()
    {
        await demo.PolicyAsync(Practices.CedarGrove.Id, (policy, _) => Preset.RememberYear.Over(policy));
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.StaffWithPhoneAsync(Practices.CedarGrove.Id));
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.ExpectToBeAskedForACodeAsync();
        await nia.EnterCodeAsync(await nia.ReceiveCodeAsync("text"), remember: true);
        await nia.Ehr.ExpectScheduleAsync(Practices.CedarGrove.Name, "Password and a code by text message");
        await nia.Ehr.SignOutAsync();

        await demo.SinceTrustAsync(nia.Person, TimeSpan.FromDays(364));
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.Ehr.ExpectScheduleAsync(Practices.CedarGrove.Name, "Password, on a browser that was remembered earlier");

        // The year ends while the session runs: what it has stays as it is, and nothing is sent before the next sign-in.
        await demo.SinceTrustAsync(nia.Person, TimeSpan.FromDays(1));
        await nia.Page.GotoAsync($"{demo.Data.Ehr}/sign-in");
        await nia.Ehr.ExpectScheduleAsync(Practices.CedarGrove.Name, "Password, on a browser that was remembered earlier");
        Assert.Equal(1, await nia.CountCodesAsync());
        await nia.Ehr.SignOutAsync();
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.ExpectToBeAskedForACodeAsync();
    }

    [Fact, Trait("Row", "B7")]
    public async Task An_authenticator_app_is_set_up_and_a_recovery_code_helps_when_it_is_not_at_hand()
    {
        await using var grace = await EnterPolicyAsync();
        await grace.Page.CheckAsync("input[name='Form.StaffMethods'][value=AuthenticatorApp]");
        await grace.Console.ChooseAsync("When", "EverySignIn");
        await SaveAsync(grace);

        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.NewcomerAsync(Practices.CedarGrove.Id));
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.Profile.ArriveAsync("/sign-in/set-up", "set-up");
        await nia.Page.CheckAsync("input[name=Method][value=AuthenticatorApp]");
        await nia.SubmitAsync("input[name=Method]");
        await nia.Profile.ArriveAsync("/sign-in/set-up/app", "app-picture");
        await nia.EnterCodeAsync(AuthenticatorOnPhone.CodeOf(await nia.Page.InnerTextAsync(".app-key")));
        await nia.Profile.ArriveAsync("/sign-in/recovery-codes", "codes");
        var code = await nia.Page.Locator(".recovery-codes code").First.InnerTextAsync();
        await nia.KeepRecoveryCodesAsync();
        await nia.Ehr.ExpectScheduleAsync(Practices.CedarGrove.Name, "Password and a code from an authenticator app");
        await nia.Ehr.SignOutAsync();

        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.Profile.ArriveAsync("/sign-in/authenticator", "app-code");
        await nia.ChooseAnotherWayAsync("RecoveryCode");
        await nia.Profile.ArriveAsync("/sign-in/recovery-code", "recovery-code");
        await nia.Page.FillAsync("#Digits", code);
        await nia.SubmitAsync("#Digits");
        await nia.Ehr.ExpectScheduleAsync(Practices.CedarGrove.Name, "Password and a recovery code");
    }

    private async Task ChooseAsync(string preset)
    {
        await using var grace = await EnterPolicyAsync();
        await grace.Page.CheckAsync($"input[name=Preset][value={preset}]");
        await grace.SubmitAsync("input[name=Preset]");
        await grace.Profile.LookAsync("preset-filled");
        await SaveAsync(grace);
    }

    private async Task<Visitor> EnterPolicyAsync()
    {
        var grace = await Visitor.ArriveAsync(chromium, demo, Person.Grace);
        await grace.Console.AskForPolicyAsync(Practices.CedarGrove.Id);
        await grace.SignInByTextAsync();
        await grace.Console.ExpectPolicyAsync(Practices.CedarGrove.Id);
        return grace;
    }

    private static async Task SaveAsync(Visitor admin)
    {
        await admin.Page.ClickAsync("button[name=do][value=save]");
        await Expect(admin.Page.Locator(".note-ok")).ToBeVisibleAsync();
        await admin.Profile.LookAsync("saved");
    }
}
