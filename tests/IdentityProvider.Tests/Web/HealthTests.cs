using System.Net;
using System.Text.Json;
using IdentityProvider.Delivery;
using IdentityProvider.Keys;
using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Tests.Web;

public class HealthTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_runs_says_so()
    {
        var (status, said) = await AskAsync("/health/live");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"status":"Healthy","checks":{}}""", said.GetRawText());
    }

    [Fact]
    public async Task A_node_is_ready_when_database_clock_and_key_are()
    {
        await KeyAsync();

        var (status, said) = await AskAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            ["clock: Healthy", "database: Healthy", "key: Healthy", "outbox: Healthy"],
            said.GetProperty("checks").EnumerateObject().Select(check => $"{check.Name}: {check.Value}").Order());
    }

    [Fact]
    public async Task Messages_that_nobody_sends_degrade_a_node_and_leave_it_in_service()
    {
        await idp.WithAsync<IServiceProvider, int>(services =>
        {
            services.GetRequiredService<Outbox>().Enqueue(new Letter(Channel.Email, "pat@mail.example", "en", new NewBrowserSignedIn(idp.Clock.GetUtcNow(), "Firefox")));
            return services.GetRequiredService<IdpDbContext>().SaveChangesAsync(Ct);
        });
        idp.Clock.Advance(TimeSpan.FromSeconds(61));
        await KeyAsync();

        var (status, said) = await AskAsync("/health/ready");
        await idp.Services.GetRequiredService<OutboxWorker>().SendDueAsync(Ct);
        var (_, later) = await AskAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Degraded", said.GetProperty("checks").GetProperty("outbox").GetString());
        Assert.Equal("Healthy", later.GetProperty("checks").GetProperty("outbox").GetString());
    }

    // A node makes the first key in the background, and is not ready before.
    private Task<SigningCredentials> KeyAsync() => idp.Services.GetRequiredService<SigningKeys>().SignerAsync(SecurityAlgorithms.EcdsaSha256, Ct);

    private async Task<(HttpStatusCode Status, JsonElement Said)> AskAsync(string path)
    {
        using var browser = idp.OpenBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(idp.Issuer, path));
        using var response = await browser.FetchAsync(request);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).RootElement);
    }
}
