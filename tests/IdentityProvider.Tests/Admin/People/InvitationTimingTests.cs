using System.Net;
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
