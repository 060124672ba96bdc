using System.Text.Json;
using IdentityProvider.Clients;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Connect;

/// <summary>What the tests of tokens share: clients that speak for themselves, and who asks about tokens.</summary>
internal static class TokenTest
{
    /// <summary>A client that may speak for itself; a test changes what it cares about.</summary>
    public static Task<TestApp> ServiceAsync(this IdpHost idp, Action<RegisteredClient>? change = null) => idp.Given.AppAsync(idp.Issuer, client =>
    {
        client.GrantTypes = ["client_credentials"];
        client.Scopes = ["openid", "offline_access", "reports"];
        change?.Invoke(client);
    });

    /// <summary>grant_type=client_credentials.</summary>
    public static Task<HttpResponseMessage> AskAsync(this TestApp app, params (string Name, string Value)[] more) =>
        app.PostAsync("/connect/token", [("grant_type", "client_credentials"), .. more]);

    public static async Task<JsonElement> IntrospectAsync(this TestApp app, string token)
    {
        using var answer = await app.PostAsync("/connect/introspect", ("token", token));
        return await answer.BodyAsync();
    }

    public static async Task<JsonElement> BodyAsync(this HttpResponseMessage answer)
    {
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {body}");
        return body;
    }

    /// <summary>A change to a registration, as its developer's save makes it; this node knows it at once.</summary>
    public static async Task ChangeClientAsync(this IdpHost idp, TestApp app, Action<RegisteredClient> change)
    {
        await idp.WithAsync<IdpDbContext, int>(async db =>
        {
            change((await db.Clients.FindAsync([app.ClientId], TestContext.Current.CancellationToken))!);
            return await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        idp.Services.GetRequiredService<RegisteredClients>().Cache.Drop();
    }

    /// <summary>A registered API of every clinic.</summary>
    public static async Task ResourceAsync(this IdpHost idp, string uri, TestApp? owner = null, Action<Resource>? change = null)
    {
        await idp.WithAsync<IdpDbContext, int>(async db =>
        {
            var resource = new Resource(uri, "An API", idp.Clock.GetUtcNow()) { ServesEveryClinic = true, OwnerClientId = owner?.ClientId };
            change?.Invoke(resource);
            db.Resources.Add(resource);
            return await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        idp.Services.GetRequiredService<RegisteredResources>().Cache.Drop();
    }
}
