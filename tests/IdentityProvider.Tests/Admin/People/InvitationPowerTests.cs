using IdentityProvider.Clinics;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>What an offer is worth when whoever made it, or whoever it was made to, leaves or is made less.</summary>
public class InvitationPowerTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task Who_leaves_has_let_no_friend_in_as_an_admin_on_the_way_out()
    {
        var clinic = await idp.Given.ClinicAsync();
        var leaving = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Admin)));
        var (friend, colleague) = (Invites.NewAddress(), Invites.NewAddress());
        using var admin = await idp.EnterConsoleAsync(clinic, leaving);
        await admin.GoToAsync(Invites.PageOf(clinic));
        await admin.SubmitAsync(new { People = friend, Role = "Admin" });
        await admin.SubmitAsync(new { People = colleague, Role = "Staff" });
        var (friends, colleagues) = (await idp.InvitationLinkToAsync(friend), await idp.InvitationLinkToAsync(colleague));
        using var owner = await idp.EnterConsoleAsync(clinic, Role.Owner);
        await owner.GoToAsync(PeoplePages.PageOf(clinic, leaving, "deactivate"));
        await owner.SubmitAsync(new { Reason = "Let go" });
        using var browser = idp.OpenBrowser();

        (await browser.GoToAsync(friends)).Says("This invitation does not work any more");
        (await browser.GoToAsync(colleagues)).Says("You are invited");
    }

    [Fact]
    public async Task An_owner_who_is_made_an_admin_has_let_no_friend_in_as_an_owner_on_the_way_down()
    {
        var clinic = await idp.Given.ClinicAsync();
        var sinking = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Owner)));
        var (friend, colleague) = (Invites.NewAddress(), Invites.NewAddress());
        using var before = await idp.EnterConsoleAsync(clinic, sinking);
        await before.GoToAsync(Invites.PageOf(clinic));
        await before.SubmitAsync(new { People = friend, Role = "Owner" });
        await before.SubmitAsync(new { People = colleague, Role = "Admin" });
        var (friends, colleagues) = (await idp.InvitationLinkToAsync(friend), await idp.InvitationLinkToAsync(colleague));
        using var owner = await idp.EnterConsoleAsync(clinic, Role.Owner);
        await owner.GoToAsync(PeoplePages.PageOf(clinic, sinking, "role"));
        await owner.SubmitAsync(new { Role = "Admin", Reason = "Runs the front desk from now on" });
        using var browser = idp.OpenBrowser();

        (await browser.GoToAsync(friends)).Says("This invitation does not work any more");
        (await browser.GoToAsync(colleagues)).Says("You are invited");
    }

    [Fact]
    public async Task Who_was_let_go_does_not_come_back_by_an_offer_that_was_still_open()
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.StaffAsync(clinic);
        using var owner = await idp.EnterConsoleAsync(clinic, Role.Owner);
        await owner.GoToAsync(Invites.PageOf(clinic));
        await owner.SubmitAsync(new { People = person.Email, Role = "Admin" });
        var link = await idp.InvitationLinkToAsync(person.Email);
        await owner.GoToAsync(PeoplePages.PageOf(clinic, person, "deactivate"));
        await owner.SubmitAsync(new { Reason = "Let go" });
        using var browser = idp.OpenBrowser();

        (await browser.GoToAsync(link)).Says("This invitation does not work any more");
        (await browser.SignInAsync(person, "/account/invitations")).DoesNotSay(clinic.Name);
        await using var db = idp.Database.Open();
        Assert.False(await db.Memberships.AnyAsync(m => m.UserId == person.Id && m.DeactivatedAt == null, Ct));
    }

    [Fact]
    public async Task An_admin_invites_no_owner()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(Invites.PageOf(clinic));

        var page = await admin.SendAsync(admin.Fill(new { People = Invites.NewAddress() }).With("Role", "Owner"));

        page.Says("Choose another role");
        await using var db = idp.Database.Open();
        Assert.False(await db.Invitations.AnyAsync(i => i.ClinicId == clinic.Id, Ct));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
