using System.Net;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Connect;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Tests.Developers;

/// <summary>How much one developer may have: a program that runs wild fills nothing.</summary>
public class CeilingTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_has_as_many_apps_as_one_may_have_registers_no_more_at_either_door()
    {
        var developer = await idp.DeveloperAsync();
        var token = await idp.InitialAccessTokenAsync(developer);
        await HaveAppsAsync(developer, ClientDesk.MostApps - 1);
        using var door = new RegistrationDoor(idp);
        await door.RegisteredAsync(token);

        using var refused = await door.RegisterAsync(token);
        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, "/developers");
        await browser.GoToAsync("/developers/new?Form.Kind=Web");
        var page = await browser.SendAsync(browser.Fill(new { Name = "Charts" }).With("Form.RedirectUris", "https://app.example/cb"));

        Assert.Equal("invalid_client_metadata", await refused.ErrorAsync());
        page.Says($"You have {ClientDesk.MostApps} apps");
    }

    [Fact]
    public async Task Apps_that_were_deleted_count_for_a_day()
    {
        var developer = await idp.DeveloperAsync();
        var token = await idp.InitialAccessTokenAsync(developer, lifetime: TimeSpan.FromDays(5));
        await HaveAppsAsync(developer, ClientDesk.MostApps);
        await idp.WithAsync<IdpDbContext, int>(db => db.Clients.Where(c => c.OwnerId == developer.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.DeletedAt, idp.Clock.GetUtcNow()).SetProperty(c => c.DisabledAt, idp.Clock.GetUtcNow()), Ct));
        using var door = new RegistrationDoor(idp);

        using var refused = await door.RegisterAsync(token);
        Assert.Equal("invalid_client_metadata", await refused.ErrorAsync());

        idp.Clock.Advance(TimeSpan.FromDays(1));
        using var taken = await door.RegisterAsync(token);
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
    }

    [Fact]
    public async Task Whoever_has_as_many_tokens_as_one_may_have_makes_no_more()
    {
        var developer = await idp.DeveloperAsync();
        for (var i = 0; i < InitialAccessTokens.MostLive; i++)
        {
            await idp.InitialAccessTokenAsync(developer, Protocol.Registration.Reach.Nothing);
        }

        using var browser = idp.OpenBrowser();
        await browser.EnterAsync(idp, developer, "/developers/tokens");
        (await browser.SubmitAsync(new { Name = "CI" })).Says($"You have {InitialAccessTokens.MostLive} tokens");

        await browser.UseAsync("Revoke");
        Assert.NotEmpty((await browser.SubmitAsync(new { Name = "CI" })).One("#token").TextContent);
    }

    private Task<int> HaveAppsAsync(Person developer, int count) => idp.WithAsync<IdpDbContext, int>(db =>
    {
        db.Clients.AddRange(Enumerable.Range(0, count).Select(i =>
            new RegisteredClient($"many-{developer.Id:N}-{i}", "One of many", ClientAuthMethod.None, idp.Clock.GetUtcNow()) { OwnerId = developer.Id }));
        return db.SaveChangesAsync(Ct);
    });
}
