using IdentityProvider.Clinics;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Host;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Recovery;

/// <summary>Who put another address on an account a moment ago, or reads the one it had before, tries to get a new password by it.</summary>
public class NewAddressAttackTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static int _count;

    [Theory]
    [InlineData("password-link")]
    [InlineData("recovery")]
    public async Task An_admin_who_changed_an_address_a_moment_ago_has_no_new_password_mailed_there(string action)
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffAsync(clinic);
        var address = await MoveAsync(anna);
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, anna, action));

        (await admin.SubmitAsync(new { Reason = "Lost everything" })).Says("less than 24 hours ago");

        Assert.DoesNotContain(await idp.Carrier.MessagesToAsync(address), m => RecoveryPages.LinkIn(m) is not null);
        idp.Clock.Advance(User.RecoveryWait);
        using var later = await idp.EnterConsoleAsync(clinic);
        await later.GoToAsync(PeoplePages.PageOf(clinic, anna, action));
        await later.SubmitAsync(new { Reason = "Lost everything" });
        Assert.Contains(await idp.Carrier.MessagesToAsync(address), m => RecoveryPages.LinkIn(m) is not null);
    }

    [Fact]
    public async Task A_reset_begun_from_the_old_mailbox_ends_when_the_address_changes()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(new ClinicPolicy { Require = MfaRequirement.Nobody }));
        using var browser = idp.OpenBrowser();
        await browser.AskForLinkAsync(anna.Email);
        await browser.FollowLinkAsync(idp, anna.Email);
        var form = browser.Fill(new { RecoveryPages.NewPassword });
        await MoveAsync(anna);

        await browser.SendAsync(form);

        Assert.False(await browser.IsSignedInAsync());
        Assert.DoesNotContain("password.replaced", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task This_was_not_me_mails_no_link_to_an_address_that_was_put_there_a_moment_ago()
    {
        var anna = await idp.Given.StaffAsync(await idp.Given.ClinicAsync(new ClinicPolicy { Require = MfaRequirement.Nobody }));
        using var thief = idp.OpenBrowser();
        await thief.AskForLinkAsync(anna.Email);
        await thief.FollowLinkAsync(idp, anna.Email);
        await thief.ChoosePasswordAsync();
        var notice = (await idp.Carrier.MessagesToAsync(anna.Email)).Select(RecoveryPages.LinkIn).First(link => link?.Contains("not-me", StringComparison.Ordinal) == true)!;
        var address = await MoveAsync(anna);
        using var owner = idp.OpenBrowser();
        await owner.GoToAsync(notice);

        await owner.SendAsync(owner.Page.MainForm());

        Assert.False(await thief.IsSignedInAsync());
        Assert.All(await idp.Carrier.MessagesToAsync(address), m => Assert.Null(RecoveryPages.LinkIn(m)));
    }

    // As the link sent to the new address does it.
    private async Task<string> MoveAsync(Person person)
    {
        var address = $"put-there-{Interlocked.Increment(ref _count)}@people.example";
        await using var db = idp.Database.Open();
        (await db.Users.SingleAsync(user => user.Id == person.Id, TestContext.Current.CancellationToken)).ChangeEmail(address, idp.Clock.GetUtcNow());
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return address;
    }
}
