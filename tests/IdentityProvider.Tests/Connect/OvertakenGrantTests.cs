using IdentityProvider.Access;
using IdentityProvider.Devices;
using IdentityProvider.Protocol.Grants;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IdentityProvider.Tests.Connect;

/// <summary>
/// Something ends while an app is being given access. Whichever is first: access that was given by then ends with the rest, and none is given afterwards.
/// </summary>
public sealed class OvertakenGrantTests(HangUpHost idp) : IClassFixture<HangUpHost>
{
    private const string Offline = "openid offline_access";

    private const string Waiting = "from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

    public enum Ending
    {
        Session,
        Membership,
        App,
        Consent,
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Ending.Session)]
    [InlineData(Ending.Membership)]
    [InlineData(Ending.App)]
    public async Task A_request_that_is_past_the_door_when_all_it_stands_on_ends_gives_no_code(Ending what)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(app.AuthorizeUrl("openid"), person);

        await OvertakeAsync(what, person, app, () => browser.GoToAsync(app.AuthorizeUrl(Offline, ("prompt", "none"))));

        Assert.Equal("login_required", app.Answer(browser.CallbackUrl)["error"]);
        Assert.DoesNotContain(await GrantsAsync(app), grant => grant.Refresh == RefreshKind.Offline);
    }

    [Fact]
    public async Task A_device_that_is_allowed_as_the_session_ends_gets_nothing()
    {
        using var app = await idp.DeviceAppAsync();
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        var begun = await app.BeginDeviceAsync();
        await browser.TypeCodeAsync(person, begun);

        var page = await OvertakeAsync(Ending.Session, person, app, () => browser.PressAsync("Allow"));

        Assert.Equal("/sign-in", page.Path);
        Assert.Equal("authorization_pending", await app.PollErrorAsync(begun));
    }

    [Theory]
    [InlineData(Ending.Session, GrantEnd.Disavowed)]
    [InlineData(Ending.Membership, GrantEnd.EndedByAdmin)]
    [InlineData(Ending.App, GrantEnd.ApprovalWithdrawn)]
    [InlineData(Ending.Consent, GrantEnd.RevokedByUser)]
    public async Task Access_that_is_being_given_as_it_ends_ends_with_it(Ending what, GrantEnd reason)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(app.AuthorizeUrl("openid"), person);

        Task answer, ending;
        await using (await idp.HoldAsync("grants", "insert"))
        {
            answer = browser.GoToAsync(app.AuthorizeUrl(Offline, ("prompt", "none")));
            await idp.UntilHeldAsync();
            ending = EndAsync(what, person, app);
            await Task.WhenAny(ending, idp.UntilAsync($"(select count(*) = 2 {Waiting})"));
        }

        await Task.WhenAll(answer, ending);
        Assert.Equal(reason, (await GrantsAsync(app)).Single(grant => grant.Refresh == RefreshKind.Offline).EndReason);
        Assert.Equal("invalid_grant", await (await app.SendCodeAsync(app.CodeOf(browser.CallbackUrl))).ErrorAsync());
    }

    [Fact]
    public async Task Somebody_elses_app_whose_consent_is_taken_back_as_it_asks_gets_no_code()
    {
        using var app = await idp.StrangerAsync();
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(app.AuthorizeUrl(Offline), person);
        await browser.SendAsync(browser.Leaving("offline_access"));
        Assert.NotNull(browser.CallbackUrl);

        await OvertakeAsync(Ending.Consent, person, app, () => browser.GoToAsync(app.AuthorizeUrl(Offline, ("prompt", "none"))));

        Assert.Equal("login_required", app.Answer(browser.CallbackUrl)["error"]);
    }

    // As its pages do it: read, then saved at once.
    private Task<int> EndAsync(Ending what, Person person, TestApp app) => idp.WithAsync<IServiceProvider, int>(async services =>
    {
        var (db, endings) = (services.GetRequiredService<IdpDbContext>(), services.GetRequiredService<Endings>());
        switch (what)
        {
            case Ending.Session:
                await endings.EndEverythingAsync(person.Id, SessionEnd.Disavowed, DeviceEnd.Disavowed, GrantEnd.Disavowed, Ct);
                break;
            case Ending.Membership:
                var place = await db.Memberships.SingleAsync(m => m.UserId == person.Id, Ct);
                place.Deactivate(idp.Clock.GetUtcNow());
                endings.EndMembership(place);
                break;
            case Ending.App:
                services.GetRequiredService<AppEndings>().EndAppAt(app.ClientId, clinicId: null);
                break;
            case Ending.Consent:
                services.GetRequiredService<AppEndings>().EndApp(person.Id, app.ClientId);
                break;
        }

        return await db.SaveChangesAsync(Ct);
    });

    // The ending is written, and committed once the request waits for it.
    private async Task<Page> OvertakeAsync(Ending what, Person person, TestApp app, Func<Task<Page>> request)
    {
        await using var connection = await idp.Database.Source.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var ending = new NpgsqlCommand(SqlOf(what, person, app), connection, transaction);
        await ending.ExecuteNonQueryAsync(Ct);
        var running = request();
        await Task.WhenAny(running, idp.UntilAsync($"exists (select {Waiting})"));
        await transaction.CommitAsync(Ct);
        return await running;
    }

    private static string SqlOf(Ending what, Person person, TestApp app) => what switch
    {
        Ending.Session => $"update sessions set ended_at = now(), end_reason = 'Disavowed' where user_id = '{person.Id}'",
        Ending.Membership => $"update memberships set deactivated_at = now() where user_id = '{person.Id}'",
        Ending.Consent => $"delete from consents where user_id = '{person.Id}' and client_id = '{app.ClientId}'",
        Ending.App => $"update clients set disabled_at = now() where id = '{app.ClientId}'",
    };

    private Task<List<Grant>> GrantsAsync(TestApp app) =>
        idp.WithAsync<IdpDbContext, List<Grant>>(db => db.Grants.AsNoTracking().Where(g => g.ClientId == app.ClientId).ToListAsync(Ct));
}
