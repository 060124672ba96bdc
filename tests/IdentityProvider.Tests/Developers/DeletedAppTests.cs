using System.Net;
using IdentityProvider.Clients;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IdentityProvider.Tests.Developers;

/// <summary>An app is deleted, at either door, as another tab switches it on. What is deleted is off for good.</summary>
public sealed class DeletedAppTests(HangUpHost idp) : IClassFixture<HangUpHost>
{
    private const string TwoWait = "(select count(*) = 2 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_switched_on_as_it_is_deleted_stays_off(bool byProgram)
    {
        var scene = await SwitchedOffAsync();
        using var closing = scene;

        var (_, switched) = await CrossAsync(() => scene.DeleteAsync(byProgram), scene.SwitchOnAsync);

        Assert.Equal(HttpStatusCode.Conflict, switched);
        await IsGoneAsync(scene.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_deleted_as_it_is_switched_on_is_deleted_by_whoever_looks_again(bool byProgram)
    {
        var scene = await SwitchedOffAsync();
        using var closing = scene;

        var (_, deleted) = await CrossAsync(scene.SwitchOnAsync, () => scene.DeleteAsync(byProgram));

        Assert.Equal(HttpStatusCode.Conflict, deleted);
        Assert.Null((await idp.ClientAsync(scene.Id)).DeletedAt);
        await scene.DeleteAsync(byProgram);
        await IsGoneAsync(scene.Id);
    }

    [Fact]
    public async Task The_database_holds_no_app_that_is_deleted_and_works()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => idp.RunAsync($"update clients set deleted_at = now() where id = '{app.ClientId}'"));

        Assert.Equal("ck_clients_deleted_is_off", refused.ConstraintName);
    }

    // The first has written and is not committed when the second runs into it.
    private async Task<(HttpStatusCode First, HttpStatusCode Second)> CrossAsync(Func<Task<HttpStatusCode>> first, Func<Task<HttpStatusCode>> second)
    {
        Task<HttpStatusCode> writing, waiting;
        await using (await idp.HoldAsync("clients"))
        {
            writing = first();
            await idp.UntilHeldAsync();
            waiting = second();
            await Task.WhenAny(waiting, idp.UntilAsync(TwoWait));
        }

        return (await writing, await waiting);
    }

    private async Task IsGoneAsync(string id)
    {
        var stored = await idp.ClientAsync(id);
        Assert.NotNull(stored.DeletedAt);
        Assert.NotNull(stored.DisabledAt);
        Assert.Null(await idp.Services.GetRequiredService<RegisteredClients>().ReadAsync(id, Ct));
    }

    private async Task<Scene> SwitchedOffAsync()
    {
        var (developer, door) = (await idp.DeveloperAsync(), new RegistrationDoor(idp));
        var app = await door.RegisteredAsync(await idp.InitialAccessTokenAsync(developer));
        var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, $"/developers/apps/{app.GetProperty("client_id").GetString()}/keys");
        await browser.UseAsync("Switch");
        return new Scene(
            app.GetProperty("client_id").GetString()!, browser, door, app.GetProperty("registration_client_uri").GetString()!, app.GetProperty("registration_access_token").GetString()!);
    }

    private sealed record Scene(string Id, Browser Browser, RegistrationDoor Door, string Uri, string Token) : IDisposable
    {
        private readonly FilledForm _switchOn = Browser.Page.FormOf("Switch");
        private readonly FilledForm _delete = Browser.Page.FormOf("Delete");

        public Task<HttpStatusCode> SwitchOnAsync() => SendAsync(_switchOn);

        public async Task<HttpStatusCode> DeleteAsync(bool byProgram)
        {
            if (!byProgram)
            {
                return await SendAsync(_delete);
            }

            using var answer = await Door.SendAsync(HttpMethod.Delete, Uri, Token);
            return answer.StatusCode;
        }

        public void Dispose()
        {
            Browser.Dispose();
            Door.Dispose();
        }

        private async Task<HttpStatusCode> SendAsync(FilledForm form)
        {
            using var request = form.ToRequest();
            using var answer = await Browser.FetchAsync(request);
            return answer.StatusCode;
        }
    }
}
