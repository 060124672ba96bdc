using System.Net;
using IdentityProvider.Protocol.Tests.Jose;
using IdentityProvider.Tests.Host;
using IdentityProvider.Web;

namespace IdentityProvider.Tests.Connect;

/// <summary>Clients whose keys are at a URL of their own, seen from the token endpoint: whatever that URL does, the answer is an OAuth answer.</summary>
public sealed class FetchedKeysTests(IdpHost idp) : IClassFixture<IdpHost>, IAsyncLifetime
{
    private readonly ClientKey _key = ClientKey.Draw();
    private ForeignServer? _server;

    private ForeignServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await ForeignServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _key.Dispose();
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task A_client_may_change_its_key_without_telling_us()
    {
        using var next = ClientKey.Draw(keyId: "next");
        using var app = await AppAsync();
        Server.Serve(_key.PublicSet);
        Assert.Equal("invalid_grant", await (await app.PingAsync()).ErrorAsync());

        Server.Serve(ClientKey.SetOf(_key.Public, next.Public));
        idp.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("invalid_grant", await (await app.PingAsync(next.Sign(idp.ClaimsOf(app)))).ErrorAsync());
        Assert.Equal("invalid_grant", await (await app.PingAsync(_key.Sign(idp.ClaimsOf(app)))).ErrorAsync());
        Assert.Equal(2, Server.Requests);
    }

    [Fact]
    public async Task An_assertion_that_is_no_good_anyway_makes_us_fetch_nothing()
    {
        using var app = await AppAsync();
        Server.Serve(_key.PublicSet);

        await app.PingAsync(_key.Sign(idp.ClaimsOf(app, "aud", "\"https://other.example\"")));

        Assert.Equal(0, Server.Requests);
    }

    [Theory]
    [InlineData("slow")]
    [InlineData("huge")]
    [InlineData("redirect")]
    [InlineData("garbage")]
    [InlineData("error")]
    [InlineData("torn")]
    [InlineData("private")]
    public async Task A_url_that_does_not_hold_the_keys_is_a_failed_authentication(string what)
    {
        using var app = await AppAsync();
        var leaked = _key.Public;
        leaked["d"] = "AAAA";
        Server.Answer = async http =>
        {
            switch (what)
            {
                case "slow": await Task.Delay(Timeout.Infinite, http.RequestAborted); break;
                case "huge": await http.Response.Body.WriteAsync(new byte[2 * OutboundHttp.LargestBody], http.RequestAborted); break;
                case "redirect": http.Response.Redirect("http://169.254.169.254/latest/meta-data/"); break;
                case "error": http.Response.StatusCode = 500; break;
                case "torn": http.Abort(); break;
                case "private": await http.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(ClientKey.SetOf(leaked)), http.RequestAborted); break;
                default: await http.Response.Body.WriteAsync("<html>"u8.ToArray(), http.RequestAborted); break;
            }
        };

        Assert.Equal("invalid_client", await (await app.PingAsync()).ErrorAsync(HttpStatusCode.Unauthorized));
        Assert.Equal(1, Server.Requests);
    }

    private Task<TestApp> AppAsync() =>
        idp.KeyedAppAsync(_key, client => (client.Jwks, client.JwksUri) = (null, new Uri(Server.Address, "/keys").ToString()));
}
