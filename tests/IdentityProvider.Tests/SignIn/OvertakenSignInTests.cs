using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Emergency;
using IdentityProvider.Tests.Host;
using IdentityProvider.Tests.Recovery;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>What a sign-in rests on is taken away between its last step's being read and its being saved, or while it waits between two steps.</summary>
public class OvertakenSignInTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly Dictionary<string, Func<IdpDbContext, Person, Task>> TakenAway = new(StringComparer.Ordinal)
    {
        ["the password is replaced"] = (db, person) => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.SecurityStamp, "another"), Ct),
        ["the account is closed"] = (db, person) => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DeactivatedAt, u => u.CreatedAt), Ct),
        ["the place is taken away"] = (db, person) => db.Memberships.Where(m => m.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.DeactivatedAt, m => m.CreatedAt), Ct),
        ["the role is another one"] = (db, person) => db.Memberships.Where(m => m.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, Role.Admin), Ct),
    };

    public static TheoryData<string> Changes => [.. TakenAway.Keys];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Changes))]
    public async Task A_last_step_begins_no_session_when_what_it_rests_on_is_gone_before_it_is_saved(string change)
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.GivePasswordAsync(idp.App.AuthorizeUrl(), anna);
        var digits = await idp.Carrier.LastCodeToAsync(anna.Phone!);

        await idp.OvertakeAsync(() => browser.EnterCodeAsync(digits), db => TakenAway[change](db, anna));

        Assert.Null(browser.CallbackUrl);
        Assert.StartsWith("/sign-in", browser.Page.Path, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());
        await using var after = idp.Database.Open();
        Assert.False(await after.Sessions.AnyAsync(session => session.UserId == anna.Id, Ct));
        Assert.DoesNotContain("sign-in.completed", await idp.AuditTrailAsync(anna));
    }

    [Fact]
    public async Task Trust_that_ends_before_the_last_step_is_saved_stands_in_for_nothing()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.SignInWithCodeAsync(idp, anna, anna.Phone!, remember: true);
        browser.Cookies.Forget("-session");
        await browser.GoToAsync(idp.App.AuthorizeUrl());
        await browser.SubmitAsync(new { anna.Email });

        // The browser's key is replaced on its own before; what waits is the save that begins the session.
        await idp.OvertakeAsync(
            () => browser.SubmitAsync(new { anna.Password }),
            db => HoldAsync(db, anna),
            db => db.TrustedDevices.Where(d => d.UserId == anna.Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.EndedAt, d => d.TrustedAt), Ct));

        Assert.Equal("/sign-in/code", (await browser.SubmitAsync(new { anna.Password })).Path);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_session_that_began_while_a_password_was_being_replaced_ends_with_the_others()
    {
        var anna = await idp.Given.StaffWithPhoneAsync(await idp.Given.ClinicAsync());
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(anna, "/account/password");
        await browser.EnterCodeAsync(await idp.Carrier.LastCodeToAsync(anna.Phone!));
        var begun = new Session(anna.Id, RandomToken.Draw().Hash, idp.Clock.GetUtcNow(), TimeSpan.FromHours(1));

        await idp.OvertakeAsync(() => browser.ChoosePasswordAsync(), async db =>
        {
            await HoldAsync(db, anna);
            db.Sessions.Add(begun);
        });

        browser.Page.Says("Your new password is saved");
        Assert.True(await browser.IsSignedInAsync());
        await using var after = idp.Database.Open();
        Assert.Equal(SessionEnd.PasswordChanged, (await after.Sessions.SingleAsync(session => session.Id == begun.Id, Ct)).EndReason);
    }

    [Fact]
    public async Task A_passkey_used_before_the_account_was_disavowed_takes_nobody_on_afterwards()
    {
        var (one, two) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        var anna = await idp.Given.PersonAsync((one, Role.Staff), (two, Role.Staff));
        using var device = await idp.GivePasskeyAsync(anna);
        using var thief = idp.OpenBrowser();
        await thief.GoToAsync(idp.App.AuthorizeUrl());
        await thief.UsePasskeyAsync(device);
        Assert.Equal("/sign-in/clinic", thief.Page.Path);
        await using (var db = idp.Database.Open())
        {
            (await db.Users.SingleAsync(u => u.Id == anna.Id, Ct)).RenewStamps(idp.Clock.GetUtcNow());
            await db.SaveChangesAsync(Ct);
        }

        await thief.SendAsync(thief.Page.MainForm());

        Assert.Equal("/sign-in/password", thief.Page.Path);
        Assert.False(await thief.IsSignedInAsync());
    }

    [Fact]
    public async Task An_emergency_begun_with_a_password_that_was_replaced_since_opens_nothing()
    {
        var scene = await idp.EmergencyAsync();
        using var thief = idp.OpenBrowser();
        await thief.EnterEmergencyAsync(scene.App, scene.Person);
        await using (var db = idp.Database.Open())
        {
            (await db.Users.SingleAsync(u => u.Id == scene.Person.Id, Ct)).RenewStamps(idp.Clock.GetUtcNow());
            await db.SaveChangesAsync(Ct);
        }

        await thief.SubmitAsync(new { scene.Code });

        Assert.Equal("/emergency", thief.Page.Path);
        Assert.False(await thief.IsSignedInAsync());
    }

    private static Task<int> HoldAsync(IdpDbContext db, Person person) =>
        db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, "Anna"), Ct);
}
