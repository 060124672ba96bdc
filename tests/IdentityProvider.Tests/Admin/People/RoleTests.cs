using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin.People;

/// <summary>Another role for somebody: who may give it, and what it ends.</summary>
public class RoleTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task Another_role_ends_what_was_open_for_the_one_before_and_the_next_sign_in_has_the_new_one()
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.StaffWithPhoneAsync(clinic);
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, person, person.Phone!, remember: true);
        var offline = await OfflineAsync(browser);
        using var admin = await idp.EnterConsoleAsync(clinic);
        var page = await admin.GoToAsync(PeoplePages.PageOf(clinic, person, "role"));
        page.Says("What they have open here ends");

        await admin.SubmitAsync(new { Role = "Admin", Reason = "Runs the front desk" });

        Assert.False(await browser.IsSignedInAsync());
        using var refreshed = await idp.App.SendRefreshAsync(offline.RefreshToken!);
        Assert.Equal(HttpStatusCode.BadRequest, refreshed.StatusCode);
        await using var db = idp.Database.Open();
        Assert.Equal([SessionEnd.RoleChanged], await db.Sessions.Where(s => s.UserId == person.Id).Select(s => s.EndReason!.Value).ToListAsync(Ct));
        Assert.False(await db.Grants.AnyAsync(g => g.UserId == person.Id && g.EndedAt == null, Ct));

        // The browser is still theirs: a role is no reason to distrust it.
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), person);
        Assert.NotNull(browser.CallbackUrl);
    }

    [Fact]
    public async Task A_role_that_was_only_offered_before_is_theirs_when_an_admin_gives_it()
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.StaffAsync(clinic);
        await using (var db = idp.Database.Open())
        {
            db.Memberships.Add(new Membership(person.Id, clinic.Id, Role.Admin, idp.Clock.GetUtcNow()));
            await db.SaveChangesAsync(Ct);
        }

        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, person, "role"));
        await admin.SubmitAsync(new { Role = "Admin", Reason = "Runs the front desk" });

        Assert.True((await MembershipAsync(person, Role.Admin)).IsActive);
        Assert.False((await MembershipAsync(person, Role.Staff)).IsActive);
    }

    [Fact, Trait("Row", "EN1")]
    public async Task An_admin_makes_an_admin_and_never_an_owner()
    {
        var clinic = await idp.Given.ClinicAsync();
        var person = await idp.Given.StaffAsync(clinic);
        using var admin = await idp.EnterConsoleAsync(clinic);
        var page = await admin.GoToAsync(PeoplePages.PageOf(clinic, person, "role"));
        page.DoesNotSay("Decides everything");

        page = await admin.SendAsync(admin.Fill(new { Role = "Admin", Reason = "More power" }).With("Role", "Owner"));
        page.Says("Choose another role");
        await admin.SubmitAsync(new { Role = "Admin", Reason = "Runs the front desk" });

        await using var db = idp.Database.Open();
        Assert.Equal([Role.Admin], await db.Memberships.Where(m => m.UserId == person.Id).Select(m => m.Role).ToListAsync(Ct));
        Assert.Contains("changed your role", (await idp.Carrier.MessagesToAsync(person.Email))[0].Text, StringComparison.Ordinal);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<Membership> MembershipAsync(Person person, Role role)
    {
        await using var db = idp.Database.Open();
        return await db.Memberships.SingleAsync(m => m.UserId == person.Id && m.Role == role, Ct);
    }

    // An app that works on while nobody is there: what it holds must end too.
    private async Task<Tokens> OfflineAsync(Browser browser)
    {
        await browser.GoToAsync(idp.App.AuthorizeUrl("openid profile offline_access"));
        return await idp.App.RedeemAsync(browser.CallbackUrl);
    }
}
