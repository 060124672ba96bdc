using System.Text.RegularExpressions;
using IdentityProvider.Clinics;
using IdentityProvider.Dev.Inbox;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>Invitations as an admin sends them, and as they arrive.</summary>
internal static partial class Invites
{
    /// <summary>Fits every clinic's rules.</summary>
    public const string Password = "seven-herons-cross-lakes";

    private static int _count;

    /// <summary>An address nobody has.</summary>
    public static string NewAddress() => $"newcomer-{Interlocked.Increment(ref _count)}@people.example";

    public static string PageOf(Clinic clinic) => $"{PeoplePages.PeopleOf(clinic)}/invitations";

    /// <summary>An admin of the clinic invites these people as staff.</summary>
    public static async Task<Browser> InviteAsync(this IdpHost idp, Clinic clinic, string people)
    {
        var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PageOf(clinic));
        (await admin.SubmitAsync(new { People = people, Role = "Staff" })).Says("Invitations sent");
        return admin;
    }

    public static async Task<InboxMessage> InvitationMailToAsync(this IdpHost idp, string address) =>
        (await idp.Carrier.MessagesToAsync(address)).First(m => Link().IsMatch(m.Text));

    public static async Task<string> InvitationLinkToAsync(this IdpHost idp, string address) =>
        new Uri(Link().Match((await idp.InvitationMailToAsync(address)).Text).Value).PathAndQuery;

    public static async Task<bool> HasAccountAsync(this IdpHost idp, string address)
    {
        await using var db = idp.Database.Open();
        return await db.Users.AnyAsync(u => u.Email == address, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"https?://\S+/account/invitation\?t=\S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    public static partial Regex Link();
}
