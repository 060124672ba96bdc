using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.People;

/// <summary>What an admin does in the clinic console.</summary>
internal sealed class ConsoleVisit(Visitor visitor)
{
    private IPage Page => visitor.Page;

    /// <summary>Asks for the clinic's security policy; whoever is not signed in is asked to do that first.</summary>
    public Task AskForPolicyAsync(string practiceId) => Page.GotoAsync($"{visitor.Demo.Data.Issuer}/admin/{practiceId}/policy");

    public Task ExpectPolicyAsync(string practiceId) => visitor.Profile.ArriveAsync($"/admin/{practiceId}/policy", "policy");

    public Task ChooseAsync(string setting, string value) => Page.SelectOptionAsync($"#Form_{setting}", value);

    /// <summary>Looks at who would be affected, then saves.</summary>
    public async Task PreviewAndSaveAsync(string expectedEffect)
    {
        await Page.ClickAsync("button[name=do][value=preview]");
        await Expect(Page.GetByText(expectedEffect)).ToBeVisibleAsync();
        await visitor.Profile.LookAsync("policy-preview");
        await Page.ClickAsync("button[name=do][value=save]");
        await Expect(Page.Locator(".note-ok")).ToBeVisibleAsync();
        await visitor.Profile.LookAsync("policy-saved");
    }
}
