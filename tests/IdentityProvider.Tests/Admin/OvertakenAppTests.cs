using System.Net;
using IdentityProvider.Access;
using IdentityProvider.Clients;
using IdentityProvider.Clinics;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Developers;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Admin;

/// <summary>
/// Whoever switches an app off, or takes an approval back, does so whatever its developer or its users change at that moment. An approval alone counts only
/// for what was looked at.
/// </summary>
public class OvertakenAppTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_operator_switches_off_as_its_developer_saves_is_off()
    {
        var id = await ApprovedAsync(GivenDevelopers.Everywhere);
        using var operators = await OperatorAsync();
        var suspend = operators.Page.FormOf("Suspend").With("clientId", id);

        var page = await idp.OvertakeAsync(() => operators.SendAsync(suspend), db => RenameAsync(db, id));

        page.Says("The app is switched off");
        var stored = await idp.ClientAsync(id);
        Assert.NotNull(stored.SuspendedAt);
        Assert.Equal("Renamed", stored.Name);
        Assert.Contains("client.suspended", await idp.AuditOfClientAsync(id));
    }

    [Fact]
    public async Task What_its_developer_switches_off_at_that_moment_stays_off_when_the_operator_lets_go()
    {
        var id = await ApprovedAsync(GivenDevelopers.Everywhere);
        using var operators = await OperatorAsync();
        var suspend = operators.Page.FormOf("Suspend").With("clientId", id);

        await idp.OvertakeAsync(() => operators.SendAsync(suspend), db => ChangeAsync(db, id, client => client.Disable(idp.Clock.GetUtcNow())));
        await operators.SendAsync(operators.Page.FormOf("Resume").With("clientId", id));

        var stored = await idp.ClientAsync(id);
        Assert.Null(stored.SuspendedAt);
        Assert.NotNull(stored.DisabledAt);
    }

    [Fact]
    public async Task What_an_operator_takes_back_as_its_developer_saves_is_taken_back()
    {
        var id = await ApprovedAsync(GivenDevelopers.Everywhere);
        using var operators = await OperatorAsync();
        var withdraw = operators.Page.FormOf("Withdraw").With("clientId", id);

        var page = await idp.OvertakeAsync(() => operators.SendAsync(withdraw), db => RenameAsync(db, id));

        page.Says("The approval is taken back");
        Assert.True((await idp.ClientAsync(id)).ReachNow.IsEmpty);
        Assert.Contains("client.approval-withdrawn", await idp.AuditOfClientAsync(id));
    }

    [Fact]
    public async Task What_an_owner_takes_back_as_its_developer_saves_is_taken_back()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(ConnectTest.PasswordOnly), await idp.Given.ClinicAsync());
        var id = await ApprovedAsync(GivenDevelopers.Everywhere with { EveryClinic = false, Clinics = [mine.Id, other.Id] });
        await WantAsync(id, mine, other);
        using var owner = idp.OpenBrowser();
        await owner.EnterAsync(idp, await idp.Given.WithPhoneAsync(await idp.Given.PersonAsync((mine, Role.Owner))), $"/admin/{mine.PracticeId}/apps");
        var withdraw = owner.Page.FormOf("Withdraw").With("clientId", id);

        var page = await idp.OvertakeAsync(() => owner.SendAsync(withdraw), db => RenameAsync(db, id));

        page.Says("The approval is taken back");
        Assert.Equal([other.Id], (await idp.ClientAsync(id)).Clinics);
    }

    [Fact]
    public async Task What_is_asked_for_anew_as_an_operator_approves_is_not_approved()
    {
        var clinic = await idp.Given.ClinicAsync();
        using var developer = idp.OpenBrowser();
        await developer.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        var (id, _) = await developer.RegisterAsync("Web", clinic.PracticeId);
        using var operators = await OperatorAsync();
        var wish = operators.Page.All($"input[value='{id}']").Select(input => input.Closest("form")!.QuerySelector("input[name=wish]")?.GetAttribute("value")).OfType<string>().First();
        var approve = operators.Page.FormOf("Approve").With("clientId", id).With("wish", wish);

        var page = await idp.OvertakeAsync(() => operators.SendAsync(approve), db => RenameAsync(db, id));

        page.Says("does not ask for this");
        Assert.True((await idp.ClientAsync(id)).ReachNow.IsEmpty);
    }

    [Fact]
    public async Task A_consent_that_its_user_takes_away_at_that_moment_keeps_no_approval_alive()
    {
        var id = await ApprovedAsync(GivenDevelopers.Everywhere);
        await ConsentAsync(await idp.SomebodyAsync(), id);
        await ConsentAsync(await idp.SomebodyAsync(), id);
        using var operators = await OperatorAsync();
        var withdraw = operators.Page.FormOf("Withdraw").With("clientId", id);

        await idp.WhileAsync(
            $"delete from consents where client_id = {id} and user_id = (select user_id from consents where client_id = {id} limit 1)", () => operators.SendAsync(withdraw));

        operators.Page.Says("The approval is taken back");
        Assert.True((await idp.ClientAsync(id)).ReachNow.IsEmpty);
        Assert.False(await idp.WithAsync<IdpDbContext, bool>(db => db.Consents.AnyAsync(consent => consent.ClientId == id, Ct)));
    }

    [Fact]
    public async Task A_grant_that_ends_for_another_reason_at_that_moment_has_ended_for_that_reason()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await SignInTwiceAsync(browser, app);
        using var operators = await OperatorAsync();
        var withdraw = operators.Page.FormOf("Withdraw").With("clientId", app.ClientId);

        await idp.WhileAsync(
            $"""
            update grants set ended_at = created_at, end_reason = 'RevokedByClient'
            where client_id = {app.ClientId} and id = (select id from grants where client_id = {app.ClientId} order by id limit 1)
            """,
            () => operators.SendAsync(withdraw));

        Assert.Equal([GrantEnd.RevokedByClient, GrantEnd.ApprovalWithdrawn], (await GrantsAsync(app.ClientId)).Select(grant => grant.EndReason!.Value));
    }

    [Fact]
    public async Task Whoever_removes_an_app_that_is_taken_back_at_that_moment_waits_for_it()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        await SignInTwiceAsync(browser, app);
        await browser.GoToAsync("/account/apps");
        var (first, second) = (await GrantsAsync(app.ClientId)) is [var one, var two] ? (one.Id, two.Id) : throw new InvalidOperationException();

        // As a withdrawal does it, but in two steps: neither order of theirs may be the death of the other.
        var page = await idp.OvertakeAsync(
            () => browser.PressAsync("Remove access"),
            async db =>
            {
                await db.Database.ExecuteSqlAsync($"select 1 from clients where id = {app.ClientId} for no key update", Ct);
                await EndAsync(db, second);
            },
            db => EndAsync(db, first));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.All(await GrantsAsync(app.ClientId), grant => Assert.Equal(GrantEnd.ApprovalWithdrawn, grant.EndReason));
    }

    // Two grants, which stand in the table in the order of their ids.
    private async Task SignInTwiceAsync(Browser browser, TestApp app)
    {
        await browser.SignInAsync(app.AuthorizeUrl("openid"), await idp.SomebodyAsync());
        idp.Clock.Advance(TimeSpan.FromSeconds(1));
        await browser.GoToAsync(app.AuthorizeUrl("openid"));
    }

    private static Task<int> EndAsync(IdpDbContext db, Guid grantId) =>
        db.Database.ExecuteSqlAsync($"update grants set ended_at = created_at, end_reason = 'ApprovalWithdrawn' where id = {grantId}", Ct);

    private Task<List<Grant>> GrantsAsync(string clientId) =>
        idp.WithAsync<IdpDbContext, List<Grant>>(db => db.Grants.AsNoTracking().Where(grant => grant.ClientId == clientId).OrderBy(grant => grant.Id).ToListAsync(Ct));

    private Task<int> ConsentAsync(Person person, string clientId) => idp.WithAsync<IdpDbContext, int>(db =>
    {
        db.Consents.Add(new Consent(person.Id, clientId, membershipId: null, idp.Clock.GetUtcNow()));
        return db.SaveChangesAsync(Ct);
    });

    private Task RenameAsync(IdpDbContext db, string id) => ChangeAsync(db, id, client => client.Name = "Renamed");

    // As its developer's pages do it.
    private async Task ChangeAsync(IdpDbContext db, string id, Action<RegisteredClient> change)
    {
        var desk = new ClientDesk(db, new ClientSecrets(db, idp.Clock), idp.Clock);
        var app = (await desk.FindAsync(id, Ct))!;
        change(app.Client);
        desk.Hold(app.Reach);
    }

    private Task<int> WantAsync(string id, params Clinic[] clinics) => idp.WithAsync<IdpDbContext, int>(async db =>
    {
        var desk = new ClientDesk(db, new ClientSecrets(db, idp.Clock), idp.Clock);
        var app = (await desk.FindAsync(id, Ct))!;
        app.Reach.Want(app.Reach.Wanted with { EveryClinic = false, Clinics = [.. clinics.Select(clinic => clinic.Id)] }, idp.Clock.GetUtcNow());
        app.Client.Limit(app.Reach.Effective);
        return await db.SaveChangesAsync(Ct);
    });

    private async Task<string> ApprovedAsync(Reach approves)
    {
        using var door = new RegistrationDoor(idp);
        return (await door.RegisteredAsync(await idp.InitialAccessTokenAsync(await idp.DeveloperAsync(), approves))).GetProperty("client_id").GetString()!;
    }

    private async Task<Browser> OperatorAsync()
    {
        var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.OperatorAsync(), "/admin/platform/apps");
        return browser;
    }
}
