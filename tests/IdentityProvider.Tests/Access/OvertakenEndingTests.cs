using IdentityProvider.Access;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Account;
using IdentityProvider.Tests.Admin.People;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Access;

/// <summary>While something is being ended, more of it begins, or somebody else ends it: what counts is what is there in the turn of the ending.</summary>
public class OvertakenEndingTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("by signing out")]
    [InlineData("from another browser")]
    [InlineData("with all others")]
    [InlineData("by an admin")]
    public async Task An_app_that_is_let_in_while_the_session_is_being_ended_is_told(string how)
    {
        using var first = await AppAsync();
        using var second = await AppAsync();
        var clinic = await idp.Given.ClinicAsync(ConnectTest.PasswordOnly);
        var anna = await idp.Given.StaffAsync(clinic);
        using var lost = idp.OpenBrowser();
        await ConnectTest.SignInAsync(lost, first.AuthorizeUrl("openid"), anna);
        var session = await SessionOfAsync(anna);
        using var ending = how == "by signing out" ? lost : how == "by an admin" ? await idp.EnterConsoleAsync(clinic) : idp.OpenBrowser();
        var end = await PreparedAsync(ending, how, anna, session, clinic);

        await OvertakeAsync(anna, end, db => db.Database.ExecuteSqlAsync($"""
            insert into grants select (jsonb_populate_record(g, jsonb_build_object('id', gen_random_uuid(), 'client_id', {second.ClientId}))).*
            from grants g where g.session_id = {session}
            """, Ct));

        await using var after = idp.Database.Open();
        Assert.Equal(
            new[] { first.ClientId, second.ClientId }.Order(),
            (await after.LogoutNotices.Where(notice => notice.SessionId == session).Select(notice => notice.ClientId).ToListAsync(Ct)).Order());
    }

    [Theory]
    [InlineData("by signing out")]
    [InlineData("from another browser")]
    [InlineData("with all others")]
    [InlineData("by an admin")]
    public async Task A_session_that_somebody_else_is_just_ending_ends_once_and_for_their_reason(string how)
    {
        using var app = await AppAsync();
        var clinic = await idp.Given.ClinicAsync(ConnectTest.PasswordOnly);
        var anna = await idp.Given.StaffAsync(clinic);
        using var lost = idp.OpenBrowser();
        await ConnectTest.SignInAsync(lost, app.AuthorizeUrl("openid"), anna);
        var session = await SessionOfAsync(anna);
        using var ending = how == "by signing out" ? lost : how == "by an admin" ? await idp.EnterConsoleAsync(clinic) : idp.OpenBrowser();
        var end = await PreparedAsync(ending, how, anna, session, clinic);

        await OvertakeAsync(anna, end, db => db.Sessions.Where(s => s.Id == session).ExecuteUpdateAsync(
            set => set.SetProperty(s => s.EndedAt, s => s.StartedAt).SetProperty(s => s.EndReason, SessionEnd.Disavowed), Ct));

        await using var after = idp.Database.Open();
        Assert.Equal(SessionEnd.Disavowed, (await after.Sessions.SingleAsync(s => s.Id == session, Ct)).EndReason);
        Assert.False(await after.LogoutNotices.AnyAsync(notice => notice.SessionId == session, Ct));
        Assert.False(await after.AuditEntries.AnyAsync(entry => entry.SessionId == session && entry.Name == "session.ended", Ct));
    }

    [Fact]
    public async Task Two_clinics_that_let_the_same_person_go_at_once_leave_nothing_open()
    {
        var (one, two) = (await idp.Given.ClinicAsync(ConnectTest.PasswordOnly), await idp.Given.ClinicAsync(ConnectTest.PasswordOnly));
        var anna = await idp.Given.PersonAsync((one, Role.Staff), (two, Role.Staff));
        using var theirs = idp.OpenBrowser();
        await theirs.SignInAsync(anna, "/account");

        // Used for no clinic so far: neither of the two ends it for its own sake.
        await idp.WithAsync<IdpDbContext, int>(db => db.Sessions.Where(s => s.UserId == anna.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastMembershipId, (Guid?)null), Ct));
        using var admin = await idp.EnterConsoleAsync(two);
        await admin.GoToAsync(PeoplePages.PageOf(two, anna, "deactivate"));

        await OvertakeAsync(
            anna,
            () => admin.SubmitAsync(new { Reason = "Left the practice" }),
            db => db.Memberships.Where(m => m.UserId == anna.Id && m.ClinicId == one.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.DeactivatedAt, m => m.CreatedAt), Ct));

        Assert.False(await theirs.IsSignedInAsync());
        await using var after = idp.Database.Open();
        Assert.False(await after.Sessions.AnyAsync(session => session.UserId == anna.Id && session.EndedAt == null, Ct));
    }

    [Fact]
    public async Task What_waits_to_change_the_account_ends_although_it_was_asked_for_while_everything_was_being_ended()
    {
        var clinic = await idp.Given.ClinicAsync();
        var anna = await idp.Given.StaffAsync(clinic);
        using var admin = await idp.EnterConsoleAsync(clinic);
        await admin.GoToAsync(PeoplePages.PageOf(clinic, anna, "end-everything"));

        await OvertakeAsync(anna, () => admin.SubmitAsync(new { Reason = "Somebody else got in" }), db =>
        {
            var now = idp.Clock.GetUtcNow();
            db.EmailClaims.Add(new EmailClaim(anna.Id, "thief@people.example", byAdmin: false, now, EmailClaims.Lifetime) { TokenHash = Hash(1), CancelHash = Hash(2) });
            db.RecoveryRequests.Add(new RecoveryRequest(anna.Id, now));
            return Task.CompletedTask;
        });

        admin.Page.Says("Everything is ended, everywhere");
        await using var after = idp.Database.Open();
        Assert.NotNull((await after.EmailClaims.SingleAsync(claim => claim.UserId == anna.Id, Ct)).EndedAt);
        Assert.Equal(RecoveryRequestState.Cancelled, (await after.RecoveryRequests.SingleAsync(request => request.UserId == anna.Id, Ct)).State);
    }

    [Fact]
    public async Task Two_addresses_claimed_at_once_leave_one_that_waits()
    {
        var anna = await idp.SomebodyAsync();
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(anna, "/account/email");

        await OvertakeAsync(anna, () => browser.SubmitAsync(new { Email = "second@people.example" }), db =>
        {
            db.EmailClaims.Add(new EmailClaim(anna.Id, "first@people.example", byAdmin: false, idp.Clock.GetUtcNow(), EmailClaims.Lifetime) { TokenHash = Hash(3), CancelHash = Hash(4) });
            return Task.CompletedTask;
        });

        browser.Page.Says("Check your new mailbox");
        await using var after = idp.Database.Open();
        Assert.Equal("second@people.example", (await after.EmailClaims.SingleAsync(claim => claim.UserId == anna.Id && claim.EndedAt == null, Ct)).Address);
    }

    [Fact]
    public async Task A_link_pressed_while_its_claim_is_being_ended_waits_its_turn_and_changes_nothing()
    {
        var anna = await idp.SomebodyAsync();
        using var thief = idp.OpenBrowser();
        await thief.SignInAsync(anna, "/account/email");
        await thief.SubmitAsync(new { Email = "theirs@people.example" });
        var mail = (await idp.Carrier.MessagesToAsync("theirs@people.example"))[0].Text;
        await thief.GoToAsync(mail.Split().Single(word => word.Contains("/account/email/verify", StringComparison.Ordinal)));

        // Whoever ends it has the user's row first, and the claim's after it.
        await idp.OvertakeAsync(
            () => thief.PressAsync("Use this address"),
            db => db.HoldAsync(anna.Id, Ct),
            db => db.EmailClaims.Where(claim => claim.UserId == anna.Id).ExecuteUpdateAsync(set => set.SetProperty(claim => claim.EndedAt, claim => claim.ClaimedAt), Ct));

        thief.Page.Says("This link does not work any more");
        await using var after = idp.Database.Open();
        Assert.Equal(anna.Email, (await after.Users.SingleAsync(user => user.Id == anna.Id, Ct)).Email);
    }

    // The form behind the button, filled in; what is left is to send it.
    private static async Task<Func<Task<Page>>> PreparedAsync(Browser browser, string how, Person person, Guid session, Clinic clinic)
    {
        switch (how)
        {
            case "by signing out":
                await browser.GoToAsync("/account/sign-out");
                return () => browser.PressAsync("Sign out");
            case "by an admin":
                await browser.GoToAsync(PeoplePages.PageOf(clinic, person, "end-everything"));
                return () => browser.SubmitAsync(new { Reason = "Somebody else got in" });
            default:
                await browser.SignInAsync(person, "/account/sessions");
                return () => how == "with all others"
                    ? browser.UseAsync("EndOthers")
                    : browser.SendAsync(browser.Page.FormOf("End").With("id", session.ToString()));
        }
    }

    // As every change that takes turns is written.
    private Task<Page> OvertakeAsync(Person person, Func<Task<Page>> request, Func<IdpDbContext, Task> change) => idp.OvertakeAsync(request, async db =>
    {
        await db.HoldAsync(person.Id, Ct);
        await change(db);
    });

    private Task<TestApp> AppAsync() => idp.Given.AppAsync(idp.Issuer, client => client.BackChannelLogoutUri = "http://127.0.0.1:7999/logout");

    private Task<Guid> SessionOfAsync(Person person) =>
        idp.WithAsync<IdpDbContext, Guid>(db => db.Sessions.Where(session => session.UserId == person.Id).Select(session => session.Id).SingleAsync(Ct));

    private static byte[] Hash(byte number) => [.. Enumerable.Repeat(number, 32)];
}
