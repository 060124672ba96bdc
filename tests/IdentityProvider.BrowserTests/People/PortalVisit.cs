using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityProvider.BrowserTests.People;

/// <summary>What a patient does at the portal.</summary>
internal sealed class PortalVisit(Visitor visitor)
{
    private IPage Page => visitor.Page;

    /// <summary>Opens the portal and presses "Sign in"; the provider's page comes next.</summary>
    public async Task OpenAsync()
    {
        await Page.GotoAsync(visitor.Demo.Data.Portal);
        await Expect(Page.Locator("#sign-in")).ToBeVisibleAsync();
        await visitor.Profile.LookAsync("portal-welcome");
        await Page.ClickAsync("#sign-in");
    }

    /// <summary>The portal knows who this is, and when the next visit is.</summary>
    public async Task ExpectAppointmentAsync(string clinic, string how)
    {
        await Expect(Page.Locator("#signed-in")).ToBeVisibleAsync();
        await Expect(Page.Locator("#name")).ToHaveTextAsync(visitor.Person.Name);
        await Expect(Page.Locator("#clinic")).ToHaveTextAsync(clinic);
        await Expect(Page.Locator("#how")).ToHaveTextAsync(how);
        await visitor.Profile.LookAsync("portal-signed-in");
    }

    public async Task SignOutAsync()
    {
        await Page.ClickAsync("#sign-out");
        await Expect(Page.GetByText("You are signed out.")).ToBeVisibleAsync();
        await visitor.Profile.LookAsync("portal-signed-out");
    }
}
