using IdentityProvider.BrowserTests.People;
using IdentityProvider.BrowserTests.Stage;

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
