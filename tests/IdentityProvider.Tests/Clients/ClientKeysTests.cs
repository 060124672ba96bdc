using System.Net;
using System.Text.Json.Nodes;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Jose;
using IdentityProvider.Protocol.Tests.Jose;
using IdentityProvider.Tests.Host;
using IdentityProvider.Web;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.Clients;

/// <summary>Keys that clients publish at a URL of their own.</summary>
public sealed class ClientKeysTests : IAsyncLifetime
{
    private readonly ClientKey _key = ClientKey.Draw(keyId: "first");
    private readonly ClientKey _next = ClientKey.Draw(keyId: "next");
    private readonly FakeClock _clock = new();
    private readonly List<IDisposable> _closing = [];
    private ForeignServer? _server;
    private ClientKeys? _keys;
    private Client? _client;

    private ForeignServer Server => _server!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ForeignServer.StartAsync();
        _client = new Client { Id = "app", Name = "An app", AuthMethod = ClientAuthMethod.PrivateKeyJwt, JwksUri = new Uri(Server.Address, "/keys").ToString() };
        _keys = With(new OutboundOptions { AllowPrivateAddresses = true, Timeout = TimeSpan.FromMilliseconds(500) });
        Server.Serve(_key.PublicSet);
    }

    public async ValueTask DisposeAsync()
    {
        _closing.ForEach(open => open.Dispose());
        _key.Dispose();
        _next.Dispose();
        await Server.DisposeAsync();
    }

    [Fact]
    public async Task Keys_are_fetched_once_and_kept()
    {
        Assert.Equal(SignatureCheck.Good, await CheckAsync(_key));
        Assert.Equal(SignatureCheck.Good, await CheckAsync(_key));

        Assert.Equal(1, Server.Requests);
    }

    [Fact]
    public async Task Of_many_requests_at_once_one_fetches()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => CheckAsync(_key)));

        Assert.All(answers, answer => Assert.Equal(SignatureCheck.Good, answer));
        Assert.Equal(1, Server.Requests);
    }

    [Fact]
    public async Task A_new_key_is_found_by_its_unknown_id_but_not_looked_for_more_than_once_a_minute()
    {
        await CheckAsync(_key);
        Server.Serve(ClientKey.SetOf(_key.Public, _next.Public));

        Assert.Equal(SignatureCheck.NoSuchKey, await CheckAsync(_next));
        Assert.Equal(1, Server.Requests);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SignatureCheck.Good, await CheckAsync(_next));
        Assert.Equal(SignatureCheck.Good, await CheckAsync(_key));

        Assert.Equal(2, Server.Requests);
    }

    [Fact]
    public async Task A_wrong_signature_fetches_nothing()
    {
        using var thief = ClientKey.Draw(keyId: "first");
        await CheckAsync(_key);
        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(SignatureCheck.Wrong, await CheckAsync(thief));

        Assert.Equal(1, Server.Requests);
    }

    [Theory]
    [InlineData(null, 9, 11)]
    [InlineData("max-age=1800", 29, 31)]
    [InlineData("max-age=5", 0, 2)]
    [InlineData("no-store", 0, 2)]
    [InlineData("max-age=99999999", 59, 61)]
    public async Task Keys_are_kept_as_long_as_their_owner_says_within_limits(string? cacheControl, int kept, int old)
    {
        Server.Serve(_key.PublicSet, cacheControl);
        await CheckAsync(_key);
        Server.Serve(_next.PublicSet, cacheControl);

        _clock.Advance(TimeSpan.FromMinutes(kept));
        Assert.Equal(SignatureCheck.Good, await CheckAsync(_key));
        _clock.Advance(TimeSpan.FromMinutes(old - kept));

        Assert.Equal(SignatureCheck.NoSuchKey, await CheckAsync(_key));
        Assert.Equal(SignatureCheck.Good, await CheckAsync(_next));
    }

    [Fact]
    public async Task While_the_owners_server_is_away_its_last_keys_do_for_half_a_day()
    {
        await CheckAsync(_key);
        Server.Serve("away", status: HttpStatusCode.ServiceUnavailable);

        _clock.Advance(TimeSpan.FromHours(11));
        Assert.Equal(SignatureCheck.Good, await CheckAsync(_key));
        _clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(SignatureCheck.NoSuchKey, await CheckAsync(_key));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "<html>")]
    [InlineData(HttpStatusCode.OK, "[]")]
    [InlineData(HttpStatusCode.OK, "")]
    [InlineData(HttpStatusCode.NotFound, "{\"keys\":[]}")]
    public async Task An_answer_that_is_no_key_set_holds_no_key(HttpStatusCode status, string body)
    {
        Server.Serve(body, status: status);

        Assert.Equal(SignatureCheck.NoSuchKey, await CheckAsync(_key));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        Server.Answer = http =>
        {
            http.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };

        Assert.Equal(SignatureCheck.NoSuchKey, await CheckAsync(_key));
        Assert.Equal(1, Server.Requests);
    }

    [Fact]
    public async Task A_huge_answer_is_given_up()
    {
        Server.Serve(_key.PublicSet + new string(' ', OutboundHttp.LargestBody));

        Assert.Equal(SignatureCheck.NoSuchKey, await CheckAsync(_key));
    }

    [Fact]
    public async Task A_slow_server_is_given_up_and_asked_again_after_a_minute()
    {
        Server.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted);

        Assert.Equal(SignatureCheck.NoSuchKey, await CheckAsync(_key));
        Assert.Equal(SignatureCheck.NoSuchKey, await CheckAsync(_key));
        Assert.Equal(1, Server.Requests);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Server.Serve(_key.PublicSet);

        Assert.Equal(SignatureCheck.Good, await CheckAsync(_key));
    }

    [Fact]
    public async Task A_private_address_is_not_asked()
    {
        _keys = With(new OutboundOptions());
        _client = _client! with { JwksUri = $"https://localhost:{Server.Address.Port}/keys" };

        Assert.Equal(SignatureCheck.NoSuchKey, await CheckAsync(_key));
        Assert.Equal(0, Server.Requests);
    }

    [Fact]
    public async Task Another_url_forgets_the_keys_of_the_first()
    {
        await CheckAsync(_key);
        Server.Serve(_next.PublicSet);
        _client = _client! with { JwksUri = new Uri(Server.Address, "/other").ToString() };

        Assert.Equal(SignatureCheck.NoSuchKey, await CheckAsync(_key));
    }

    [Fact]
    public async Task Registered_keys_are_not_fetched_and_replaced_with_the_registration()
    {
        _client = _client! with { JwksUri = null, Jwks = _key.PublicSet };
        Assert.Equal(SignatureCheck.Good, await CheckAsync(_key));

        _client = _client! with { Jwks = _next.PublicSet };

        Assert.Equal(SignatureCheck.NoSuchKey, await CheckAsync(_key));
        Assert.Equal(0, Server.Requests);
    }

    private Task<SignatureCheck> CheckAsync(ClientKey key) => _keys!.CheckAsync(_client!, SignedJwt.Parse(key.Sign(new JsonObject { ["sub"] = "app" }))!, Ct);

    private ClientKeys With(OutboundOptions options)
    {
        var http = new HttpClient(new OutboundConnection(Options.Create(options)).NewHandler());
        _closing.Add(http);
        return new ClientKeys(new OutboundHttp(http, Options.Create(options), TimeProvider.System), _clock, NullLogger<ClientKeys>.Instance);
    }
}
