using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.Journeys;

public class CodeTests(Chromium chromium, Demo demo)
{
    [Fact]
    public async Task A_wrong_code_is_told_and_the_right_one_still_works()
    {
        await using var ben = await Visitor.ArriveAsync(chromium, demo, Person.Ben);
        await ben.Ehr.OpenAsync();
        await ben.EnterEmailAndPasswordAsync();
        await ben.ExpectToBeAskedForACodeAsync();
        var code = await ben.ReceiveCodeAsync("text");

        await ben.EnterCodeAsync(code == "000000" ? "111111" : "000000");
        await Expect(ben.Page.Locator("#Digits-error")).ToContainTextAsync("4 tries are left");
        await ben.Profile.LookAsync("wrong-code");

        await ben.EnterCodeAsync(code);
        await ben.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by text message");
    }

    [Fact]
    [Trait("Row", "TA5")]
    [Trait("Row", "PF5")]
    [Trait("Row", "B6")]
    public async Task Sending_again_brings_the_same_code_and_so_does_a_call()
    {
        await using var dana = await Visitor.ArriveAsync(chromium, demo, Person.Dana);
        await dana.Ehr.OpenAsync();
        await dana.EnterEmailAndPasswordAsync();
        await dana.ExpectToBeAskedForACodeAsync();
        var first = await dana.ReceiveCodeAsync("text");

        await dana.AskAgainAsync("Send the code again");
        Assert.Equal(first, await dana.ReceiveCodeAsync("text"));
        await dana.AskAgainAsync("Call me instead");
        Assert.Equal(first, await dana.ReceiveCodeAsync("voice"));

        await dana.EnterCodeAsync(first);
        await dana.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by voice call");
    }

    [Fact]
    [Trait("Row", "EN5")]
    [Trait("Row", "PF5")]
    public async Task A_code_is_over_ten_minutes_after_it_was_sent_and_a_fresh_one_comes_at_once()
    {
        await using var nia = await Visitor.ArriveAsync(chromium, demo, await demo.StaffWithPhoneAsync(Practices.CedarGrove.Id));
        await nia.Ehr.OpenAsync();
        await nia.EnterEmailAndPasswordAsync();
        await nia.ExpectToBeAskedForACodeAsync();
        var late = await nia.ReceiveCodeAsync("text");
        await demo.SinceCodesAsync(nia.Person, TimeSpan.FromMinutes(10));

        await nia.EnterCodeAsync(late);
        await Expect(nia.Page.Locator("#Digits-error")).ToContainTextAsync("That code had just expired. We sent you a new one.");
        await nia.Profile.LookAsync("late-code");

        await nia.EnterCodeAsync(await nia.ReceiveCodeAsync("text"));
        await nia.Ehr.ExpectScheduleAsync(Practices.CedarGrove.Name, "Password and a code by text message");
    }
}
