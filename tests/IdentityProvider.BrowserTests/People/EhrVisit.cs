using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.People;

/// <summary>What a person does at the EHR.</summary>
internal sealed class EhrVisit(Visitor visitor)
{
    private string Url => visitor.Demo.Data.Ehr;

    private IPage Page => visitor.Page;

    /// <summary>Opens the EHR and presses "Sign in"; the provider's page comes next.</summary>
    public async Task OpenAsync()
    {
        await Page.GotoAsync(Url);
        await visitor.Profile.ArriveAsync("/", "ehr-welcome");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>The EHR shows the schedule of the clinic, and says how this person came in.</summary>
    public async Task ExpectScheduleAsync(string clinic, string how)
    {
        await visitor.Profile.ArriveAsync("/schedule", "ehr-schedule");
        await Expect(Page.Locator(".clinic")).ToHaveTextAsync(clinic);
        await Expect(Page.GetByText($"Signed in with: {how}.")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = visitor.Person.Name }).ClickAsync();
        await visitor.Profile.ArriveAsync("/you", "ehr-this-sign-in");
        await Expect(Page.GetByText(visitor.Person.Email)).ToBeVisibleAsync();
    }

    /// <summary>Signs out here, which signs out at the provider too.</summary>
    public async Task SignOutAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visitor.Profile.ArriveAsync("/signed-out", "ehr-signed-out");
    }
}
