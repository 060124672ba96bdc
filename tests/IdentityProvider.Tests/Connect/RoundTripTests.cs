using System.Text.Json;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Tests.Jose;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Connect;

/// <summary>How often a request goes to the database, counted from the driver's own traces.</summary>
public sealed class RoundTripTests : IClassFixture<IdpHost>, IDisposable
{
    private readonly IdpHost _idp;
    private readonly CountedStatements _trips;
    private readonly ProvingKey _key = ProvingKey.Make();
    private readonly HttpClient _http = new();

    // What a node keeps in memory is read whole, when a test has just changed it, or once a minute; a question about one row of it counts.
    public RoundTripTests(IdpHost idp) => (_idp, _trips) = (idp, new CountedStatements(idp, sql => !IsOfCache(sql), ofRequests: true));

    [Fact]
    public async Task Tokens_and_userinfo_cost_one_round_trip_each()
    {
        using var app = await _idp.Given.AppAsync(_idp.Issuer);
        using var browser = _idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), await _idp.SomebodyAsync());
        var tokens = await app.RedeemAsync(browser.CallbackUrl);
        await browser.GoToAsync(app.AuthorizeUrl("openid offline_access"));
        var code = app.CodeOf(browser.CallbackUrl);

        Assert.Equal(1, await TripsOfAsync(() => app.SendCodeAsync(code)));
        Assert.Equal(1, await TripsOfAsync(() => app.SendRefreshAsync(tokens.RefreshToken!)));
        Assert.Equal(1, await TripsOfAsync(() => app.UserInfoAsync(tokens.AccessToken)));
    }

    [Fact]
    public async Task A_push_costs_one_round_trip_and_two_with_an_assertion_that_is_good_once()
    {
        using var key = ClientKey.Draw();
        using var app = await _idp.Given.AppAsync(_idp.Issuer);
        using var keyed = await _idp.KeyedAppAsync(key);
        await app.PushAsync();
        await keyed.PushAsync();

        Assert.Equal(1, await TripsOfAsync(() => app.SendPushAsync(app.RequestOf())));
        Assert.Equal(2, await TripsOfAsync(() => keyed.SendPushAsync(keyed.RequestOf())));
    }

    [Fact]
    public async Task A_client_that_speaks_for_itself_costs_none_and_with_a_proof_one()
    {
        using var app = await _idp.ServiceAsync();
        using var post = await _idp.ServiceAsync(client => client.AuthMethod = ClientAuthMethod.ClientSecretPost);
        await app.AskAsync();

        Assert.Equal(0, await TripsOfAsync(() => app.AskAsync()));
        Assert.Equal(1, await TripsOfAsync(() => SendProvenAsync("/connect/token", post, ("grant_type", "client_credentials"))));
    }

    [Fact]
    public async Task A_proof_costs_nothing_on_top_of_a_code_a_refresh_and_userinfo()
    {
        using var app = await _idp.Given.AppAsync(_idp.Issuer, client => client.AuthMethod = ClientAuthMethod.None);
        using var browser = _idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), await _idp.SomebodyAsync());
        var (code, verifier) = app.CodeOf(browser.CallbackUrl);
        JsonElement tokens = default;

        Assert.Equal(1, await TripsOfAsync(() => SendProvenAsync(
            "/connect/token", app, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", app.RedirectUri), ("code_verifier", verifier)), body => tokens = body));
        Assert.Equal(1, await TripsOfAsync(() => SendProvenAsync(
            "/connect/token", app, ("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!))));
        Assert.Equal(1, await TripsOfAsync(() => UserInfoAsync(tokens.GetProperty("access_token").GetString()!)));
    }

    [Theory]
    [InlineData(AccessTokenFormat.Jwt)]
    [InlineData(AccessTokenFormat.Reference)]
    public async Task Introspection_costs_one_and_storing_a_reference_nothing(AccessTokenFormat format)
    {
        using var app = await _idp.Given.AppAsync(_idp.Issuer, client => client.AccessTokenFormat = format);
        using var browser = _idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), await _idp.SomebodyAsync());
        JsonElement tokens = default;

        Assert.Equal(1, await TripsOfAsync(() => app.SendCodeAsync(app.CodeOf(browser.CallbackUrl)), body => tokens = body));
        foreach (var kind in new[] { "access_token", "refresh_token" })
        {
            Assert.Equal(1, await TripsOfAsync(() => app.PostAsync("/connect/introspect", ("token", tokens.GetProperty(kind).GetString()!))));
        }

        using var service = await _idp.ServiceAsync(client => client.AccessTokenFormat = format);
        var own = await (await service.AskAsync()).MemberAsync("access_token");
        Assert.Equal(1, await TripsOfAsync(() => service.PostAsync("/connect/introspect", ("token", own))));
    }

    [Theory]
    [InlineData(AccessTokenFormat.Jwt)]
    [InlineData(AccessTokenFormat.Reference)]
    public async Task An_assertion_costs_one_more_and_neither_a_proof_nor_a_reference_anything_on_top(AccessTokenFormat format)
    {
        using var key = ClientKey.Draw();
        using var app = await _idp.KeyedAppAsync(key, client => (client.AccessTokenFormat, client.GrantTypes, client.Scopes) =
            (format, ["authorization_code", "refresh_token", "client_credentials"], ["openid", "offline_access", "reports"]));
        using var browser = _idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid offline_access"), await _idp.SomebodyAsync());
        var (code, verifier) = app.CodeOf(browser.CallbackUrl);
        JsonElement tokens = default;

        Assert.Equal(2, await TripsOfAsync(() => SendProvenAsync(
            "/connect/token", app, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", app.RedirectUri), ("code_verifier", verifier)), body => tokens = body));
        Assert.Equal(2, await TripsOfAsync(() => SendProvenAsync(
            "/connect/token", app, ("grant_type", "refresh_token"), ("refresh_token", tokens.GetProperty("refresh_token").GetString()!)), body => tokens = body));
        Assert.Equal(2, await TripsOfAsync(() => app.PostAsync("/connect/introspect", ("token", tokens.GetProperty("access_token").GetString()!))));
        Assert.Equal(2, await TripsOfAsync(() => SendProvenAsync("/connect/token", app, ("grant_type", "client_credentials"))));
    }

    [Theory]
    [InlineData(AccessTokenFormat.Jwt)]
    [InlineData(AccessTokenFormat.Reference)]
    public async Task A_device_costs_one_whether_it_hears_yes_or_not_yet(AccessTokenFormat format)
    {
        using var app = await _idp.DeviceAppAsync(client => client.AccessTokenFormat = format);
        using var browser = _idp.OpenBrowser();
        var begun = await app.BeginDeviceAsync();
        Assert.Equal(1, await TripsOfAsync(() => SendProvenAsync("/connect/token", app, ("grant_type", DeviceFlow.GrantType), ("device_code", begun.DeviceCode))));

        await browser.TypeCodeAsync(await _idp.SomebodyAsync(), begun);
        await browser.PressAsync("Allow");
        Assert.Equal(1, await TripsOfAsync(
            () => SendProvenAsync("/connect/token", app, ("grant_type", DeviceFlow.GrantType), ("device_code", begun.DeviceCode)),
            body => Assert.True(body.TryGetProperty("refresh_token", out _))));
    }

    [Fact]
    public async Task Introspection_by_an_API_costs_one_whoever_is_named_as_audience()
    {
        using var api = await _idp.ServiceAsync();
        await _idp.ResourceAsync("https://api.round-trip.example/", api);
        using var app = await _idp.Given.AppAsync(_idp.Issuer, client => client.DefaultAudience = "https://api.round-trip.example/");
        using var browser = _idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl("openid"), await _idp.SomebodyAsync());
        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        // For the API and for this server.
        Assert.Equal(1, await TripsOfAsync(() => api.PostAsync("/connect/introspect", ("token", tokens.AccessToken)), body => Assert.True(body.GetProperty("active").GetBoolean())));
    }

    [Fact]
    public async Task What_nobody_registered_is_asked_of_the_database_once()
    {
        using var nobody = new TestApp(_idp.Issuer, "no-such-client", "secret", "https://nobody.example/");
        var resource = "https://nobody-registered.example/";
        using var app = await _idp.ServiceAsync();
        Task<HttpResponseMessage> AskAsync() => app.AskAsync(("resource", resource));

        Assert.Equal((1, 0), (await TripsOfAsync(AskAsync), await TripsOfAsync(AskAsync)));

        // What is left the second time is the note that a client was refused: the same round trip whether there is one of that name or not.
        Assert.InRange(await TripsOfAsync(() => nobody.AskAsync()), 2, 3);
        Assert.Equal(1, await TripsOfAsync(() => nobody.AskAsync()));
    }

    public void Dispose()
    {
        _trips.Dispose();
        _key.Dispose();
        _http.Dispose();
    }

    private async Task<HttpResponseMessage> SendProvenAsync(string path, TestApp app, params (string Name, string Value)[] fields)
    {
        var url = new Uri(_idp.Issuer, path);
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new FormUrlEncodedContent(
                [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("client_id", app.ClientId), .. app.Secret is null ? [] : Secret(app), .. app.NewAssertion is null ? [] : AssertionOf(app)]),
        };
        request.Headers.Add("DPoP", _key.Prove("POST", url, _idp.Clock.GetUtcNow()));
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static KeyValuePair<string, string>[] AssertionOf(TestApp app) =>
        [new("client_assertion_type", ClientAssertion.AssertionType), new("client_assertion", app.NewAssertion!())];

    private static KeyValuePair<string, string>[] Secret(TestApp app) => [new("client_secret", app.Secret!)];

    private async Task<HttpResponseMessage> UserInfoAsync(string token)
    {
        var url = new Uri(_idp.Issuer, "/connect/userinfo");
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("DPoP", _key.Prove("GET", url, _idp.Clock.GetUtcNow(), token));
        request.Headers.Add("Authorization", $"DPoP {token}");
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static bool IsOfCache(string sql) => !sql.Contains(".id = @", StringComparison.Ordinal)
        && (sql.Contains("FROM clients AS", StringComparison.Ordinal) || sql.Contains("FROM client_secrets AS", StringComparison.Ordinal)
            || sql.Contains("FROM resources AS", StringComparison.Ordinal) || sql.Contains("FROM signing_keys AS", StringComparison.Ordinal));

    // What a test has just registered is in this node's memory, whether its signal has come or not.
    private async Task WarmAsync()
    {
        var (clients, resources) = (_idp.Services.GetRequiredService<RegisteredClients>(), _idp.Services.GetRequiredService<RegisteredResources>());
        clients.Cache.Drop();
        resources.Cache.Drop();
        await clients.Cache.GetAsync(TestContext.Current.CancellationToken);
        await resources.Cache.GetAsync(TestContext.Current.CancellationToken);
    }

    private async Task<int> TripsOfAsync(Func<Task<HttpResponseMessage>> send, Action<JsonElement>? read = null)
    {
        await WarmAsync();
        _trips.Take();
        using var answer = await send();
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        var trips = _trips.Take().Count;
        read?.Invoke(body);
        return trips;
    }
}
