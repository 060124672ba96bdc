using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Clients;

public class RegisteredClientsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private RegisteredClients Clients => idp.Services.GetRequiredService<RegisteredClients>();

    private async Task RegisterAsync(string id, Action<RegisteredClient>? change = null) => await idp.WithAsync<IdpDbContext, int>(async db =>
    {
        var client = new RegisteredClient(id, "An app", ClientAuthMethod.None, idp.Clock.GetUtcNow()) { Scopes = ["openid"], CorsOrigins = [$"https://{id}.example"] };
        change?.Invoke(client);
        db.Clients.Add(client);
        return await db.SaveChangesAsync(Ct);
    });

    private async Task<string> IssueAsync(string clientId) => await idp.WithAsync<IServiceProvider, string>(async services =>
    {
        var secret = await services.GetRequiredService<ClientSecrets>().IssueAsync(clientId, Ct);
        await services.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        return secret;
    });

    /// <summary>Waits for a change to reach this node: the signal comes on its own connection.</summary>
    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        timeout.CancelAfter(TimeSpan.FromSeconds(10));
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), timeout.Token);
        }
    }

    [Fact]
    public async Task A_client_registered_a_moment_ago_is_found()
    {
        await RegisterAsync("fresh");

        Assert.Equal(Scope.Of(["openid"]), (await Clients.FindAsync("fresh", Ct))?.Scopes);
    }

    [Fact]
    public async Task A_client_that_was_asked_for_too_early_is_found_when_its_signal_has_come()
    {
        Assert.Null(await Clients.FindAsync("early", Ct));

        await RegisterAsync("early");

        await EventuallyAsync(async () => await Clients.FindAsync("early", Ct) is not null);
    }

    [Fact]
    public async Task A_change_reaches_the_node_without_the_minute_passing()
    {
        await RegisterAsync("renamed");
        Assert.Equal("An app", (await Clients.FindAsync("renamed", Ct))?.Name);

        await idp.WithAsync<IdpDbContext, int>(db => db.Clients.Where(c => c.Id == "renamed").ExecuteUpdateAsync(set => set.SetProperty(c => c.Name, "Another name"), Ct));

        await EventuallyAsync(async () => (await Clients.FindAsync("renamed", Ct))?.Name == "Another name");
    }

    [Fact]
    public async Task A_client_switched_off_is_gone()
    {
        await RegisterAsync("off", client => client.DisabledAt = idp.Clock.GetUtcNow());

        Assert.Null(await Clients.FindAsync("off", Ct));
    }

    [Fact]
    public async Task A_deleted_client_is_gone_whatever_else_its_row_says()
    {
        // The database refuses such a row; a node does not rest on that alone.
        await idp.WithAsync<IdpDbContext, int>(db => db.Database.ExecuteSqlAsync($"alter table clients drop constraint if exists ck_clients_deleted_is_off", Ct));
        await RegisterAsync("half-deleted", client =>
        {
            client.Delete(idp.Clock.GetUtcNow());
            client.DisabledAt = null;
        });

        Assert.Null(await Clients.FindAsync("half-deleted", Ct));
    }

    [Fact]
    public async Task A_change_of_one_client_leaves_the_others_as_they_are_known()
    {
        await RegisterAsync("steady");
        await RegisterAsync("moving");
        await RegisterAsync("leaving");
        await EventuallyAsync(async () => await Clients.FindAsync("moving", Ct) is not null && await Clients.FindAsync("leaving", Ct) is not null);
        var steady = (await Clients.Cache.GetAsync(Ct)).ById.GetValueOrDefault("steady");

        await idp.WithAsync<IdpDbContext, int>(db => db.Clients.Where(c => c.Id == "moving").ExecuteUpdateAsync(set => set.SetProperty(c => c.Name, "Moved"), Ct));
        await idp.WithAsync<IdpDbContext, int>(db => db.Clients.Where(c => c.Id == "leaving").ExecuteUpdateAsync(set => set.SetProperty(c => c.DisabledAt, idp.Clock.GetUtcNow()), Ct));
        await EventuallyAsync(async () => (await Clients.FindAsync("moving", Ct))?.Name == "Moved" && !(await Clients.Cache.GetAsync(Ct)).ById.ContainsKey("leaving"));

        // The very object that was read before: nobody read all clients again.
        Assert.NotNull(steady);
        Assert.Same(steady, (await Clients.Cache.GetAsync(Ct)).ById["steady"]);
    }

    [Fact]
    public async Task A_new_secret_is_known_as_soon_as_its_signal_has_come()
    {
        await RegisterAsync("rolling", client => client.AuthMethod = ClientAuthMethod.ClientSecretBasic);
        await EventuallyAsync(async () => (await Clients.Cache.GetAsync(Ct)).ById.ContainsKey("rolling"));

        var secret = await IssueAsync("rolling");

        await EventuallyAsync(async () => (await Clients.Cache.GetAsync(Ct)).ById["rolling"].Secrets.Any(known => known.Matches(secret, idp.Clock.GetUtcNow())));
    }

    [Fact]
    public void A_flood_of_names_that_nobody_registered_stops_before_the_database()
    {
        var misses = new RecentMisses(idp.Clock);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(misses.MayAsk());
            misses.Add($"flood-{i}");
        }

        Assert.False(misses.MayAsk());
        idp.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(misses.MayAsk());
    }

    [Fact]
    public async Task Origins_of_public_clients_are_served_and_no_others()
    {
        await RegisterAsync("spa");
        await RegisterAsync("server", client => client.AuthMethod = ClientAuthMethod.ClientSecretBasic);

        await EventuallyAsync(() => Clients.ServesOriginAsync("https://spa.example", Ct));
        Assert.False(await Clients.ServesOriginAsync("https://server.example", Ct));
        Assert.False(await Clients.ServesOriginAsync("https://SPA.example", Ct));
    }

    [Fact]
    public async Task At_most_two_secrets_live_at_a_time_and_only_their_hashes_are_stored()
    {
        await RegisterAsync("rotating", client => client.AuthMethod = ClientAuthMethod.ClientSecretBasic);

        List<string> issued = [];
        for (var i = 0; i < 3; i++)
        {
            issued.Add(await IssueAsync("rotating"));
        }

        var now = idp.Clock.GetUtcNow();
        var stored = await idp.WithAsync<IdpDbContext, List<StoredClientSecret>>(db => db.ClientSecrets.Where(s => s.ClientId == "rotating").ToListAsync(Ct));
        var live = stored.Where(secret => secret.IsLive(now)).Select(secret => new ClientSecret(secret.Hash, secret.ExpiresAt)).ToList();
        Assert.Equal([false, true, true], issued.Select(secret => live.Exists(known => known.Matches(secret, now))));
        Assert.Equal(2, live.Count);
    }
}
