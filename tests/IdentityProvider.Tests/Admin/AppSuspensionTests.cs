using System.Net;
using IdentityProvider.Clients;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Developers;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Admin;

/// <summary>The operators' switch of an app, beside its developer's.</summary>
public class AppSuspensionTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task What_an_operator_switched_off_its_developer_cannot_switch_on()
    {
        using var developer = idp.OpenBrowser();
        var (id, secret) = await RegisteredAsync(developer);
        await developer.GoToAsync($"/developers/apps/{id}/keys");
        await developer.UseAsync("Switch");
        var switchOn = developer.Page.FormOf("Switch");
        using var operators = await OperatorAsync();

        (await operators.SendAsync(operators.Page.FormOf("Suspend").With("clientId", id))).Says("The app is switched off");

        var page = await developer.SendAsync(switchOn);
        page.Says("An operator switched the app off");
        Assert.Empty(page.All("form[action*='Switch']"));
        Assert.NotNull((await idp.ClientAsync(id)).DisabledAt);
        Assert.Equal("invalid_client", await AnswerAsync(id, secret));
        (await developer.GoToAsync($"/developers/apps/{id}")).Says("An operator switched it off");
        (await developer.GoToAsync("/developers")).Says("Switched off by an operator");
        Assert.Contains("client.suspended", await idp.AuditOfClientAsync(id));
    }

    [Fact]
    public async Task What_an_operator_lets_work_again_works_as_before()
    {
        using var developer = idp.OpenBrowser();
        var (id, secret) = await RegisteredAsync(developer);
        using var operators = await OperatorAsync();
        await operators.SendAsync(operators.Page.FormOf("Suspend").With("clientId", id));
        Assert.Equal("invalid_client", await AnswerAsync(id, secret));

        (await operators.SendAsync(operators.Page.FormOf("Resume").With("clientId", id))).Says("The app is let work again");

        Assert.Equal("invalid_grant", await AnswerAsync(id, secret));
        Assert.Contains("client.resumed", await idp.AuditOfClientAsync(id));
    }

    [Fact]
    public async Task What_its_developer_had_switched_off_stays_off_when_the_operator_lets_go()
    {
        using var developer = idp.OpenBrowser();
        var (id, secret) = await RegisteredAsync(developer);
        await developer.GoToAsync($"/developers/apps/{id}/keys");
        await developer.UseAsync("Switch");
        idp.Clock.Advance(TimeSpan.FromSeconds(1));
        using var operators = await OperatorAsync();
        await operators.SendAsync(operators.Page.FormOf("Suspend").With("clientId", id));

        await operators.SendAsync(operators.Page.FormOf("Resume").With("clientId", id));

        Assert.Equal("invalid_client", await AnswerAsync(id, secret));
        await developer.GoToAsync($"/developers/apps/{id}/keys");
        await developer.UseAsync("Switch");
        Assert.Equal("invalid_grant", await AnswerAsync(id, secret));
    }

    [Fact]
    public async Task What_its_developer_switches_off_meanwhile_stays_off_too()
    {
        using var developer = idp.OpenBrowser();
        var (id, secret) = await RegisteredAsync(developer);
        await developer.GoToAsync($"/developers/apps/{id}/keys");
        var switchOff = developer.Page.FormOf("Switch");
        using var operators = await OperatorAsync();
        await operators.SendAsync(operators.Page.FormOf("Suspend").With("clientId", id));
        await developer.SendAsync(switchOff);

        await operators.SendAsync(operators.Page.FormOf("Resume").With("clientId", id));

        Assert.Equal("invalid_client", await AnswerAsync(id, secret));
        await developer.GoToAsync($"/developers/apps/{id}/keys");
        await developer.UseAsync("Switch");
        Assert.Equal("invalid_grant", await AnswerAsync(id, secret));
    }

    [Fact]
    public async Task What_its_developer_switches_on_as_an_operator_switches_it_off_stays_off_and_the_developer_looks_again()
    {
        using var developer = idp.OpenBrowser();
        var (id, _) = await RegisteredAsync(developer);
        await developer.GoToAsync($"/developers/apps/{id}/keys");
        await developer.UseAsync("Switch");
        var switchOn = developer.Page.FormOf("Switch");

        var page = await idp.OvertakeAsync(() => developer.SendAsync(switchOn), async db =>
        {
            var desk = new ClientDesk(db, new ClientSecrets(db, idp.Clock), idp.Clock);
            var app = (await desk.TakeAsync(id, TestContext.Current.CancellationToken))!;
            app.Client.Suspend(idp.Clock.GetUtcNow());
            desk.Hold(app.Reach);
        });

        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        Assert.NotNull((await idp.ClientAsync(id)).DisabledAt);
    }

    [Fact]
    public async Task What_an_operator_switched_off_does_not_change_itself()
    {
        using var door = new RegistrationDoor(idp);
        var app = await door.RegisteredAsync(await idp.InitialAccessTokenAsync(await idp.DeveloperAsync()));
        var (id, uri, token) = (app.GetProperty("client_id").GetString()!, app.GetProperty("registration_client_uri").GetString()!, app.GetProperty("registration_access_token").GetString()!);
        using var operators = await OperatorAsync();
        await operators.SendAsync(operators.Page.FormOf("Suspend").With("clientId", id));

        using var change = await door.SendAsync(HttpMethod.Put, uri, token, RegistrationDoor.Unchanged(app).ToJsonString());
        using var delete = await door.SendAsync(HttpMethod.Delete, uri, token);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (change.StatusCode, delete.StatusCode));
        Assert.Null((await idp.ClientAsync(id)).DeletedAt);
    }

    private async Task<(string Id, string Secret)> RegisteredAsync(Browser browser)
    {
        await browser.EnterAsync(idp, await idp.DeveloperAsync(), "/developers/new");
        var (id, secret) = await browser.RegisterAsync();
        return (id, secret!);
    }

    private async Task<Browser> OperatorAsync()
    {
        var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, await idp.OperatorAsync(), "/admin/platform/apps");
        return browser;
    }

    // A code that nobody was given: the client is known or not.
    private async Task<string> AnswerAsync(string clientId, string secret)
    {
        using var app = new TestApp(idp.Issuer, clientId, secret, "https://app.example/cb");
        using var answer = await app.SendRefreshAsync("not-a-refresh-token");
        return System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("error").GetString()!;
    }
}
