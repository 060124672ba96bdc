using System.Net;
using IdentityProvider.Protocol.Registration;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>RFC 7591 and OpenID Connect Registration 1.0 over HTTP: who may register, what comes of it, and how far it reaches.</summary>
public class RegistrationTests(IdpHost idp) : IClassFixture<IdpHost>, IDisposable
{
    private readonly RegistrationDoor _door = new(idp);

    private static string Text(System.Text.Json.JsonElement answer, string member) => answer.GetProperty(member).GetString()!;

    [Fact]
    public async Task A_registered_app_signs_people_in_at_once_when_its_token_carries_the_approval()
    {
        var token = await idp.InitialAccessTokenAsync(await idp.DeveloperAsync());
        var answer = await _door.RegisteredAsync(token, """ "client_name":"Charts","token_endpoint_auth_method":"client_secret_basic","redirect_uris":["http://127.0.0.1:7999/dcr/callback"] """);
        using var app = new TestApp(idp.Issuer, Text(answer, "client_id"), Text(answer, "client_secret"), "http://127.0.0.1:7999/dcr/callback");
        using var browser = idp.OpenBrowser();
        var somebody = await idp.SomebodyAsync();

        await browser.SignInAsync(app.AuthorizeUrl(), somebody);
        if (browser.CallbackUrl is null)
        {
            await browser.PressAsync("Allow");
        }

        var tokens = await app.RedeemAsync(browser.CallbackUrl);
        Assert.NotEmpty(tokens.IdToken.Subject);
        Assert.Contains("client.registered", await idp.AuditOfClientAsync(app.ClientId));
    }

    [Fact]
    public async Task The_answer_holds_what_was_registered_and_where_to_manage_it()
    {
        var developer = await idp.DeveloperAsync();
        var answer = await _door.RegisteredAsync(await idp.InitialAccessTokenAsync(developer), """ "client_name":"Charts","foo_unknown":1 """);

        Assert.Equal("Charts", Text(answer, "client_name"));
        Assert.Equal(43, Text(answer, "client_secret").Length);
        Assert.Equal(0, answer.GetProperty("client_secret_expires_at").GetInt32());
        Assert.Equal("openid profile email offline_access charts:read", Text(answer, "scope"));
        Assert.Equal($"{idp.Issuer}connect/register/{Text(answer, "client_id")}", Text(answer, "registration_client_uri"));
        Assert.False(answer.TryGetProperty("foo_unknown", out _));
        var stored = await idp.ClientAsync(Text(answer, "client_id"));
        Assert.Equal(developer.Id, stored.OwnerId);
        Assert.True(stored.IsThirdParty);
    }

    [Fact]
    public async Task Two_registrations_share_neither_id_nor_secret()
    {
        var token = await idp.InitialAccessTokenAsync(await idp.DeveloperAsync());

        var (one, other) = (await _door.RegisteredAsync(token), await _door.RegisteredAsync(token));

        Assert.NotEqual(Text(one, "client_id"), Text(other, "client_id"));
        Assert.NotEqual(Text(one, "client_secret"), Text(other, "client_secret"));
    }

    [Theory]
    [InlineData(""" "token_endpoint_auth_method":"none" """)]
    [InlineData(""" "token_endpoint_auth_method":"private_key_jwt","jwks_uri":"https://app.example/jwks" """)]
    public async Task A_client_that_needs_no_secret_gets_none(string members)
    {
        var answer = await _door.RegisteredAsync(await idp.InitialAccessTokenAsync(await idp.DeveloperAsync()), members);

        Assert.False(answer.TryGetProperty("client_secret", out _));
        Assert.False(answer.TryGetProperty("client_secret_expires_at", out _));
    }

    [Theory]
    [InlineData(null, "Bearer realm=\"identity-provider\"")]
    [InlineData("wrong", "error=\"invalid_token\"")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "error=\"invalid_token\"")]
    public async Task Without_a_good_initial_access_token_nothing_is_registered(string? token, string challenge)
    {
        using var response = await _door.RegisterAsync(token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(challenge, response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_registers_as_many_apps_as_it_says_and_a_refusal_costs_none()
    {
        var token = await idp.InitialAccessTokenAsync(await idp.DeveloperAsync(), uses: 1);
        using var refused = await _door.RegisterAsync(token, """ "redirect_uris":["javascript:alert(1)"] """);
        Assert.Equal("invalid_redirect_uri", await refused.ErrorAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _door.RegisterAsync(token)));

        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_token_ends_with_its_time()
    {
        var token = await idp.InitialAccessTokenAsync(await idp.DeveloperAsync(), lifetime: TimeSpan.FromHours(1));
        idp.Clock.Advance(TimeSpan.FromHours(1));

        using var response = await _door.RegisterAsync(token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("application/json", "{")]
    [InlineData("application/json", "")]
    [InlineData("application/json", "[]")]
    [InlineData("application/json", "null")]
    [InlineData("application/json", "\"x\"")]
    [InlineData("application/json", "{\"redirect_uris\":[\"https://app.example/cb\"],\"redirect_uris\":[]}")]
    [InlineData("application/json", "{\"client_name\":\"\\ud800\",\"redirect_uris\":[\"https://app.example/cb\"]}")]
    [InlineData("application/x-www-form-urlencoded", "redirect_uris=x")]
    [InlineData("text/plain", "{}")]
    public async Task A_malformed_body_is_an_error_of_the_client(string type, string body)
    {
        var token = await idp.InitialAccessTokenAsync(await idp.DeveloperAsync());

        using var response = await _door.SendAsync(HttpMethod.Post, "/connect/register", token, body, type);

        Assert.Equal("invalid_client_metadata", await response.ErrorAsync());
    }

    [Fact]
    public async Task A_body_of_any_depth_or_size_is_an_error_of_the_client()
    {
        var token = await idp.InitialAccessTokenAsync(await idp.DeveloperAsync());
        using var deep = await _door.SendAsync(HttpMethod.Post, "/connect/register", token, new string('[', 5000));
        using var large = await _door.SendAsync(
            HttpMethod.Post, "/connect/register", token, $$"""{"redirect_uris":["https://app.example/cb"],"client_name":"{{new string('x', 300_000)}}"}""");

        Assert.Equal("invalid_client_metadata", await deep.ErrorAsync());
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Other_methods_are_not_allowed(string method)
    {
        using var response = await _door.SendAsync(new HttpMethod(method), "/connect/register", token: null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task Nothing_that_a_program_sends_approves_it()
    {
        var clinic = await idp.Given.ClinicAsync();
        var token = await idp.InitialAccessTokenAsync(await idp.DeveloperAsync(), Reach.Nothing);

        var answer = await _door.RegisteredAsync(token, $$"""
            "scope":"openid charts:read system/*.rs","serves_every_clinic":true,"servesEveryClinic":true,"ServesEveryClinic":true,"clinics":["{{clinic.Id}}"],"serves_staff":true,
            "serves_patients":true,"approved":{"EveryClinic":true},"wanted":{"EveryClinic":true},"may_introspect_all_tokens":true,"is_third_party":false,"owner_id":"{{Guid.Empty}}","disabled_at":null
            """);

        var stored = await idp.ClientAsync(Text(answer, "client_id"));
        Assert.Equal((false, false, false, false), (stored.ServesEveryClinic, stored.ServesStaff, stored.ServesPatients, stored.MayIntrospectAll));
        Assert.Empty(stored.Clinics);
        Assert.Equal(["openid"], stored.Scopes);
        Assert.True(stored.IsThirdParty);
        Assert.Equal("openid", Text(answer, "scope"));
    }

    [Fact]
    public async Task An_app_that_nobody_approved_lets_nobody_in()
    {
        var answer = await _door.RegisteredAsync(
            await idp.InitialAccessTokenAsync(await idp.DeveloperAsync(), Reach.Nothing), """ "redirect_uris":["http://127.0.0.1:7999/un/callback"] """);
        using var app = new TestApp(idp.Issuer, Text(answer, "client_id"), Text(answer, "client_secret"), "http://127.0.0.1:7999/un/callback");
        using var browser = idp.OpenBrowser();

        await browser.SignInAsync(app.AuthorizeUrl("openid"), await idp.SomebodyAsync());

        Assert.Equal("/sign-in/no-access", browser.Page.Path);
    }

    [Fact]
    public async Task A_token_for_one_clinic_reaches_the_people_and_scopes_written_in_it_and_no_other()
    {
        var (mine, other) = (await idp.Given.ClinicAsync(ConnectTest.PasswordOnly), await idp.Given.ClinicAsync(ConnectTest.PasswordOnly));
        var token = await idp.InitialAccessTokenAsync(
            await idp.DeveloperAsync(), new Reach { Scopes = ["openid", "charts:read"], Staff = true, Clinics = [mine.Id] });

        var answer = await _door.RegisteredAsync(token, """ "scope":"openid charts:read charts:write" """);

        var stored = await idp.ClientAsync(Text(answer, "client_id"));
        Assert.Equal([mine.Id], stored.Clinics);
        Assert.DoesNotContain(other.Id, stored.Clinics);
        Assert.Equal((true, false), (stored.ServesStaff, stored.ServesPatients));
        Assert.Equal("openid charts:read", Text(answer, "scope"));
    }

    [Fact]
    public async Task The_sector_must_name_the_redirect_uri()
    {
        var token = await idp.InitialAccessTokenAsync(await idp.DeveloperAsync());

        // Nothing listens there, and the name of a provider's own machine is no place to look either.
        using var response = await _door.RegisterAsync(token, """ "subject_type":"pairwise","sector_identifier_uri":"https://127.0.0.1:1/sector.json" """);

        Assert.Equal("invalid_client_metadata", await response.ErrorAsync());
    }

    public void Dispose()
    {
        _door.Dispose();
        GC.SuppressFinalize(this);
    }
}
