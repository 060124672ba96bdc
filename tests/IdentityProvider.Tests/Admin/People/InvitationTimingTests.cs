using System.Net;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>Invitations when something else happens at the same moment.</summary>
public class InvitationTimingTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_was_accepted_at_the_same_moment_is_not_withdrawn()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (address, person) = (Invites.NewAddress(), await idp.Given.StaffAsync(clinic));
        using var admin = await idp.InviteAsync(clinic, address);

        await idp.WhileAsync(
            $"update invitations set accepted_at = sent_at, accepted_by = {person.Id} where normalized_email = {address.ToUpperInvariant()}",
            () => admin.PressAsync("Withdraw"));

        await using var db = idp.Database.Open();
        var invitation = await db.Invitations.SingleAsync(i => i.Email == address, Ct);
        Assert.NotNull(invitation.AcceptedAt);
        Assert.Null(invitation.EndedAt);
        Assert.False(await db.AuditEntries.AnyAsync(e => e.ClinicId == clinic.Id && e.Name == "invitation.withdrawn", Ct));
    }

    [Fact]
    public async Task One_that_was_accepted_at_the_same_moment_is_not_sent_again()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (address, person) = (Invites.NewAddress(), await idp.Given.StaffAsync(clinic));
        using var admin = await idp.InviteAsync(clinic, address);
        var mails = (await idp.Carrier.MessagesToAsync(address)).Count;
        idp.Clock.Advance(TimeSpan.FromMinutes(6));

        await idp.WhileAsync(
            $"update invitations set accepted_at = sent_at, accepted_by = {person.Id} where normalized_email = {address.ToUpperInvariant()}",
            () => admin.PressAsync("Send again"));

        admin.Page.Says("Not sent");
        Assert.Equal(mails, (await idp.Carrier.MessagesToAsync(address)).Count);
    }

    [Fact]
    public async Task One_that_was_accepted_at_the_same_moment_is_not_replaced_by_another()
    {
        var clinic = await idp.Given.ClinicAsync();
        var (address, person) = (Invites.NewAddress(), await idp.Given.StaffAsync(clinic));
        using var admin = await idp.InviteAsync(clinic, address);
        idp.Clock.Advance(TimeSpan.FromMinutes(6));

        await idp.WhileAsync(
            $"update invitations set accepted_at = sent_at, accepted_by = {person.Id} where normalized_email = {address.ToUpperInvariant()}",
            () => admin.SubmitAsync(new { People = address }));

        await using var db = idp.Database.Open();
        Assert.Null((await db.Invitations.SingleAsync(i => i.Email == address && i.AcceptedAt != null, Ct)).EndedAt);
    }

    [Fact]
    public async Task Two_invitations_of_one_address_at_the_same_moment_are_one_mail()
    {
        var clinic = await idp.Given.ClinicAsync();
        var address = Invites.NewAddress();
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync($"{PeoplePages.PeopleOf(clinic)}/invitations");
        var form = admin.Fill(new { People = address });

        await idp.OvertakeAsync(() => admin.SendAsync(form), async db =>
        {
            await db.Clinics.Where(c => c.Id == clinic.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.Name, "Held"), Ct);
            var first = new Invitation(clinic.Id, address, name: null, Role.Staff, invitedBy: null, idp.Clock.GetUtcNow());
            first.Send([1, 2, 3], idp.Clock.GetUtcNow(), TimeSpan.FromDays(7));
            db.Invitations.Add(first);
        });

        await using var after = idp.Database.Open();
        Assert.Equal(1, await after.Invitations.CountAsync(i => i.Email == address, Ct));
        admin.Page.ShowsProblem("People", address);
    }

    [Fact]
    public async Task A_place_that_replaces_another_of_the_same_person_ends_what_hung_on_that()
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.StaffWithPhoneAsync(clinic);
        await using (var db = idp.Database.Open())
        {
            var former = new Membership(person.Id, clinic.Id, Role.Admin, idp.Clock.GetUtcNow());
            former.Accept(idp.Clock.GetUtcNow());
            former.Deactivate(idp.Clock.GetUtcNow());
            db.Memberships.Add(former);
            await db.SaveChangesAsync(Ct);
        }

        using var admin = await idp.EnterConsoleAsync(clinic, Role.Owner);
        await admin.GoToAsync($"{PeoplePages.PeopleOf(clinic)}/invitations");
        await admin.SubmitAsync(new { People = person.Email, Role = "Admin" });
        using var elsewhere = idp.OpenBrowser();
        await elsewhere.SignInWithCodeAsync(idp, person, person.Phone!);
        Assert.True(await elsewhere.IsSignedInAsync());
        idp.Clock.Advance(TimeSpan.FromMinutes(2));
        using var here = idp.OpenBrowser();
        await here.SignInAsync(person, "/account/invitations");
        await here.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(person.Phone!));

        await here.PressAsync("Accept");

        Assert.False(await elsewhere.IsSignedInAsync());
        await using var after = idp.Database.Open();
        Assert.False(await after.Memberships.AnyAsync(m => m.UserId == person.Id && m.Role == Role.Staff && m.DeactivatedAt == null, Ct));
    }

    [Fact]
    public async Task While_the_server_hashes_all_it_can_no_account_is_made_and_the_link_still_works()
    {
        var address = Invites.NewAddress();
        using var admin = await idp.InviteAsync(await idp.Given.ClinicAsync(), address);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(await idp.InvitationLinkToAsync(address));
        var form = browser.Fill(new { Name = "Maya", Invites.Password });
        await using (await HashingStorm.BeginAsync(idp))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await browser.SendAsync(form)).Status);
            Assert.False(await idp.HasAccountAsync(address));
        }

        await browser.SendAsync(form);
        Assert.True(await idp.HasAccountAsync(address));
    }

    [Fact]
    public async Task A_password_replaced_before_the_first_sign_in_is_done_is_asked_for()
    {
        var address = Invites.NewAddress();
        using var admin = await idp.InviteAsync(await idp.Given.ClinicAsync(), address);
        using var browser = idp.OpenBrowser();
        await browser.GoToAsync(await idp.InvitationLinkToAsync(address));
        await browser.SubmitAsync(new { Name = "Maya", Invites.Password });
        Assert.Equal("/sign-in/set-up", browser.Page.Path);
        await using (var db = idp.Database.Open())
        {
            await db.Users.Where(u => u.Email == address).ExecuteUpdateAsync(set => set.SetProperty(u => u.SecurityStamp, "another"), Ct);
        }

        Assert.Equal("/sign-in/password", (await browser.ReloadAsync()).Path);
    }
}
