using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Developers;

/// <summary>The developer pages as a person walks them.</summary>
internal static class DeveloperPages
{
    /// <summary>Opens a page of the developers, signs in and proves the second factor.</summary>
    public static async Task<Page> EnterAsync(this Browser browser, IdpHost idp, Person person, string page)
    {
        await browser.SignInAsync(person, page);
        if (browser.Page.Path == "/sign-in/choose")
        {
            await browser.PressAsync("Continue");
        }

        return await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync(person.Phone!) });
    }

    /// <summary>Registers an app that needs no more than a redirect URI, for staff of these clinics.</summary>
    public static async Task<(string ClientId, string? Secret)> RegisterAsync(this Browser browser, string kind = "Web", string clinics = "", object? more = null)
    {
        await browser.GoToAsync($"/developers/new?Form.Kind={kind}");
        var form = browser.Fill(more ?? new { Name = "Charts" })
            .With("Form.Name", "Charts").With("Form.RedirectUris", "https://app.example/cb").With("Form.Clinics", clinics);
        var page = await browser.SendAsync(form);
        page.Says("Charts is registered");
        return (page.One("#client-id").TextContent, page.All("#secret").FirstOrDefault()?.TextContent);
    }
}
