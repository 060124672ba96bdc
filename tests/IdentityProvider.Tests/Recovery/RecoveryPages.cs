using System.Text.RegularExpressions;
using IdentityProvider.Dev.Inbox;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Recovery;

/// <summary>What people do who cannot get in, and what they find in their mailbox.</summary>
internal static partial class RecoveryPages
{
    public const string NewPassword = "four lamps under rain 7";

    /// <summary>Types an address on the page for it; "check your mail" is what everybody sees.</summary>
    public static async Task<Page> AskForLinkAsync(this Browser browser, string email, bool unlock = false)
    {
        await browser.GoToAsync(unlock ? "/recover?unlock=true" : "/recover");
        return await browser.SubmitAsync(new { Email = email });
    }

    /// <summary>Comes from the app, types the address, and asks for a link instead of giving the password.</summary>
    public static async Task<Page> ForgetPasswordAsync(this Browser browser, IdpHost idp, string email)
    {
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.SubmitAsync(new { Email = email });
        await browser.PressAsync("Forgot your password?");
        return await browser.SubmitAsync(new { Email = email });
    }

    /// <summary>Opens the newest link in somebody's mailbox and presses its button.</summary>
    public static async Task<Page> FollowLinkAsync(this Browser browser, IdpHost idp, string email)
    {
        await browser.GoToAsync(await idp.LastLinkToAsync(email));
        return await browser.SendAsync(browser.Page.MainForm());
    }

    public static Task<Page> ChoosePasswordAsync(this Browser browser, string password = NewPassword) => browser.SubmitAsync(new { NewPassword = password });

    /// <summary>Answers "remember this browser?" where it is asked, so that the sign-in ends.</summary>
    public static async Task EnterRestAsync(this Browser browser)
    {
        if (browser.Page.Path == "/sign-in/remember")
        {
            await browser.DeclineTrustAsync();
        }
    }

    /// <summary>The address of the newest link that came to a mailbox, as it stands in the mail.</summary>
    public static async Task<string> LastLinkToAsync(this IdpHost idp, string email) =>
        (await idp.Carrier.MessagesToAsync(email)).Select(LinkIn).FirstOrDefault(link => link is not null)
        ?? throw new InvalidOperationException($"No link has come to {email}.");

    public static string? LinkIn(InboxMessage message) => Link().Match(message.Text) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(@"https?://\S+/recover/\S+\?t=[\w-]{43}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
