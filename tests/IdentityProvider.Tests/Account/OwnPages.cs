using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Account;

/// <summary>The way to a page of our own, as a person walks it.</summary>
internal static class OwnPages
{
    /// <summary>Opens the page, and signs in with e-mail address and password.</summary>
    public static async Task<Page> SignInAsync(this Browser browser, Person person, string page)
    {
        await browser.GoToAsync(page);
        await browser.SubmitAsync(new { person.Email });
        return await browser.SubmitAsync(new { person.Password });
    }

    /// <summary>Sets up a phone where the sign-in asks for one, types the code that arrives there, and keeps the recovery codes.</summary>
    public static async Task<Page> SetUpPhoneAsync(this Browser browser, IdpHost idp, string phone)
    {
        await browser.SubmitAsync(new { Method = "Text", Phone = phone });
        await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync(phone) });
        return await browser.KeepCodesAsync();
    }

    /// <summary>"I have saved these codes", on the account's page with them, which follows the first factor.</summary>
    public static Task<Page> KeepFirstCodesAsync(this Browser browser)
    {
        Assert.Equal("/account/factors/codes", browser.Page.Path);
        Assert.Equal(10, browser.Page.All(".recovery-codes li").Count());
        return browser.SubmitAsync(new { Saved = true });
    }

    /// <summary>Lets the code be sent where a step-up asks by which way, and types it.</summary>
    public static async Task<Page> StepUpAsync(this Browser browser, IdpHost idp, string phone)
    {
        await browser.PressAsync("Continue");
        return await browser.SubmitAsync(new { Digits = await idp.Carrier.LastCodeToAsync(phone) });
    }

    /// <summary>Opens the page, and signs in with the authenticator app, whichever way is asked for first.</summary>
    public static async Task<Page> SignInByAppAsync(this Browser browser, Person person, App app, string page)
    {
        await browser.SignInAsync(person, page);
        if (browser.Page.Path != "/sign-in/authenticator")
        {
            if (browser.Page.Path != "/sign-in/choose")
            {
                await browser.UseAsync("AnotherWay");
            }

            await browser.SubmitAsync(new { Way = "AuthenticatorApp" });
        }

        return await browser.EnterCodeAsync(app.Now);
    }
}
