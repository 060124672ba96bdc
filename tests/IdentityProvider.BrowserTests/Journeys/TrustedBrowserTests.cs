using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;

namespace IdentityProvider.BrowserTests.Journeys;

public class TrustedBrowserTests(Chromium chromium, Demo demo)
{
    [Fact]
    [Trait("Row", "TA6")]
    [Trait("Row", "PF2")]
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

        await using var elsewhere = await anna.AtAnotherBrowserAsync(chromium);
        await SignInWithCodeAsync(elsewhere, remember: false);
        await elsewhere.Ehr.ExpectScheduleAsync(Practices.Lakeside.Name, "Password and a code by text message");
        Assert.Equal(2, await anna.CountCodesAsync());
    }

    private static async Task SignInWithCodeAsync(Visitor visitor, bool remember)
    {
        await visitor.Ehr.OpenAsync();
        await visitor.EnterEmailAndPasswordAsync();
        await visitor.ExpectToBeAskedForACodeAsync();
        await visitor.EnterCodeAsync(await visitor.ReceiveCodeAsync("text"), remember);
    }
}
