using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Developers;
using IdentityProvider.Tests.Host;
using IdentityProvider.Tests.Recovery;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.SignIn;

/// <summary>What somebody was let in on ends between the look at the head of their request and the save of what it asked for.</summary>
public class OvertakenVisitTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static readonly Dictionary<string, Func<IdpDbContext, Person, Task>> Ended = new(StringComparer.Ordinal)
    {
        ["the session is ended"] = EndSessionsAsync,
        ["the session's time is up"] = (db, person) => db.Sessions.Where(s => s.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, s => s.StartedAt), Ct),
        ["the account is closed"] = (db, person) => db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DeactivatedAt, u => u.CreatedAt), Ct),
        ["the place is taken away"] = (db, person) => db.Memberships.Where(m => m.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.DeactivatedAt, m => m.CreatedAt), Ct),
        ["the role is another one"] = (db, person) => db.Memberships.Where(m => m.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, Role.Staff), Ct),
    };

    public static TheoryData<string> Changes => [.. Ended.Keys];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_password_that_was_under_way_when_everything_ended_is_not_saved()
    {
        var anna = await idp.SomebodyAsync();
        using var thief = idp.OpenBrowser();
        await thief.SignInAsync(anna, "/account/password");

        var page = await OvertakeAsync(anna, "the session is ended", () => thief.ChoosePasswordAsync());

        Refused(page);
        Assert.DoesNotContain("password.replaced", await idp.AuditTrailAsync(anna));
        Assert.False(await thief.IsSignedInAsync());
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task An_admin_changes_nothing_any_more_once_what_let_them_in_is_gone(string change)
    {
        var clinic = await idp.Given.ClinicAsync();
        var admin = await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((clinic, Role.Admin)));
        using var browser = await idp.EnterConsoleAsync(clinic, admin);
        await browser.GoToAsync($"/admin/{clinic.PracticeId}/practice");

        var page = await OvertakeAsync(admin, change, () => browser.SubmitAsync(new { Name = "Another" }));

        Refused(page);
        await using var db = idp.Database.Open();
        Assert.Equal(clinic.Name, (await db.Clinics.SingleAsync(c => c.Id == clinic.Id, Ct)).Name);
    }

    [Fact]
    public async Task Who_is_no_developer_any_more_makes_no_token()
    {
        var developer = await idp.DeveloperAsync();
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, "/developers/tokens");

        var page = await idp.OvertakeAsync(
            () => browser.SubmitAsync(new { Name = "CI" }),
            db => db.Users.Where(user => user.Id == developer.Id).ExecuteUpdateAsync(set => set.SetProperty(user => user.IsDeveloper, false), Ct));

        Refused(page);
        await using var db = idp.Database.Open();
        Assert.False(await db.InitialAccessTokens.AnyAsync(token => token.OwnerId == developer.Id, Ct));
    }

    [Fact]
    public async Task What_is_written_on_its_own_waits_for_the_turn_too()
    {
        using var app = await idp.DeviceAppAsync();
        var anna = await idp.SomebodyAsync();
        var begun = await app.BeginDeviceAsync();
        using var thief = idp.OpenBrowser();
        await ConnectTest.SignInAsync(thief, begun.Page, anna);

        var page = await OvertakeAsync(anna, "the session is ended", () => thief.SubmitAsync(new { Code = begun.UserCode }));

        Refused(page);
        await using var db = idp.Database.Open();
        Assert.Null((await db.PendingDevices.SingleAsync(device => device.ClientId == app.ClientId, Ct)).SessionId);
    }

    [Fact]
    public async Task An_answer_about_an_app_counts_for_nobody_whose_session_has_ended()
    {
        using var app = await idp.StrangerAsync();
        var anna = await idp.SomebodyAsync();
        using var thief = idp.OpenBrowser();
        await ConnectTest.SignInAsync(thief, app.AuthorizeUrl("openid offline_access"), anna);

        var page = await OvertakeAsync(anna, "the session is ended", () => thief.SendAsync(thief.Leaving("offline_access")));

        Refused(page);
        await using var db = idp.Database.Open();
        Assert.False(await db.Consents.AnyAsync(consent => consent.UserId == anna.Id, Ct));
    }

    [Fact]
    public async Task Signing_out_saves_that_its_own_session_has_ended()
    {
        var anna = await idp.SomebodyAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(anna, "/account/sessions");

        var page = await browser.UseAsync("End");

        Assert.Equal("/account/sign-out", page.Path);
        await using var db = idp.Database.Open();
        Assert.Equal(SessionEnd.EndedByUser, (await db.Sessions.SingleAsync(session => session.UserId == anna.Id, Ct)).EndReason);
    }

    private static void Refused(Page page)
    {
        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        page.Says("Nothing of it was saved.");
    }

    private static Task<int> EndSessionsAsync(IdpDbContext db, Person person) =>
        db.Sessions.Where(s => s.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, s => s.StartedAt).SetProperty(s => s.EndReason, SessionEnd.Disavowed), Ct);

    // As an ending is written: in the user's turn.
    private Task<Page> OvertakeAsync(Person person, string change, Func<Task<Page>> request) => idp.OvertakeAsync(request, async db =>
    {
        await db.Database.ExecuteSqlAsync($"select 1 from users where id = {person.Id} for no key update", Ct);
        await Ended[change](db, person);
    });
}
