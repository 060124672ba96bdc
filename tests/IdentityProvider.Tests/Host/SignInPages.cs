namespace IdentityProvider.Tests.Host;

/// <summary>What people do on the pages of sign-in, so that a test says it in their words.</summary>
internal static class SignInPages
{
    /// <summary>Opens the app's sign-in (or a page of our own) and gives e-mail address and password: whatever comes next is shown.</summary>
    public static async Task<Page> GivePasswordAsync(this Browser browser, string url, Person person)
    {
        await browser.GoToAsync(url);
        await browser.SubmitAsync(new { person.Email });
        return await browser.SubmitAsync(new { person.Password });
    }

    public static Task<Page> EnterCodeAsync(this Browser browser, string digits) => browser.SubmitAsync(new { Digits = digits });

    public static Task<Page> EnterCodeAndRememberAsync(this Browser browser, string digits) =>
        browser.SubmitAsync(new { Digits = digits, Remember = true });

    /// <summary>"Send the code again".</summary>
    public static Task<Page> AskForAnotherCodeAsync(this Browser browser) => browser.UseAsync("Send");

    /// <summary>"This time only", on the page that offers trust after a factor was set up; and the recovery codes are kept.</summary>
    public static async Task<Page> DeclineTrustAsync(this Browser browser)
    {
        await browser.SubmitAsync(new { Remember = false });
        return await browser.KeepCodesAsync();
    }

    /// <summary>"I have saved these codes", where the page with them is what comes next.</summary>
    public static async Task<Page> KeepCodesAsync(this Browser browser) =>
        browser.CallbackUrl is null && browser.Page.Path == "/sign-in/recovery-codes" ? await browser.SubmitAsync(new { Saved = true }) : browser.Page;

    /// <summary>Takes over the cookies by which another browser is trusted, and nothing else: what a thief of a disk has.</summary>
    public static void CopyTrustOf(this Browser thief, Browser owner)
    {
        foreach (var cookie in owner.Cookies.All.Where(cookie => cookie.Name.ToString().Contains("-td-", StringComparison.Ordinal)))
        {
            thief.Cookies.Set(cookie);
        }
    }

    /// <summary>Signs somebody in whose second step is a code to the destination; the page after it.</summary>
    public static async Task<Page> SignInWithCodeAsync(this Browser browser, IdpHost idp, Person person, string destination, bool remember = false)
    {
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        Assert.Equal("/sign-in/code", browser.Page.Path);
        var digits = await idp.Carrier.LastCodeToAsync(destination);
        return remember ? await browser.EnterCodeAndRememberAsync(digits) : await browser.EnterCodeAsync(digits);
    }
}
