using System.Net;
using System.Text.Json;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

public class IntrospectTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Offline = "openid offline_access";

    private string Issuer => idp.Issuer.ToString().TrimEnd('/');

    [Theory]
    [InlineData(AccessTokenFormat.Jwt)]
    [InlineData(AccessTokenFormat.Reference)]
    public async Task A_token_says_whose_it_is_for_what_and_until_when(AccessTokenFormat format)
    {
        var (app, tokens, person) = await SignedInAsync(Offline, client => client.AccessTokenFormat = format);
        using var closing = app;

        var answer = await app.IntrospectAsync(tokens.AccessToken);

        Assert.True(answer.GetProperty("active").GetBoolean());
        Assert.Equal((app.ClientId, Issuer, person.Id.ToString(), Offline, "Bearer"), (
            Text(answer, "client_id"), Text(answer, "iss"), Text(answer, "sub"), Text(answer, "scope"), Text(answer, "token_type")));
        Assert.Equal(tokens.IdToken.Acr, Text(answer, "acr"));
        Assert.Equal(tokens.IdToken.SessionId, Text(answer, "sid"));
        Assert.Equal(300, answer.GetProperty("exp").GetInt64() - answer.GetProperty("iat").GetInt64());
        Assert.False(answer.TryGetProperty("grant_id", out _));
        Assert.Equal(HttpStatusCode.OK, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);

        idp.Clock.Advance(TimeSpan.FromMinutes(5));
        AssertInactive(await app.IntrospectAsync(tokens.AccessToken));
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);
    }

    [Fact]
    public async Task A_refresh_token_is_told_of_to_its_own_client()
    {
        var (app, tokens, _) = await SignedInAsync(Offline);
        using var closing = app;
        using var all = await idp.ServiceAsync(AsksAboutAll);
        using var asksByToken = await WithTokenAsync(await (await all.AskAsync()).MemberAsync("access_token"), tokens.RefreshToken!);

        Assert.Equal(Offline, Text(await app.IntrospectAsync(tokens.RefreshToken!), "scope"));
        AssertInactive(await all.IntrospectAsync(tokens.RefreshToken!));
        AssertInactive(await asksByToken.BodyAsync());

        await app.RefreshAsync(tokens.RefreshToken!);
        AssertInactive(await app.IntrospectAsync(tokens.RefreshToken!));
    }

    [Fact]
    public async Task Only_its_client_an_API_it_is_for_and_whom_an_operator_lets_may_know_of_a_token()
    {
        using var api = await idp.ServiceAsync();
        using var all = await idp.ServiceAsync(client => client.MayIntrospectAll = true);
        using var stranger = await idp.ServiceAsync();
        await idp.ResourceAsync("https://api.introspect.example/", api);
        using var app = await idp.ServiceAsync();
        var token = await (await app.AskAsync(("resource", "https://api.introspect.example/"))).MemberAsync("access_token");

        Assert.All(new[] { app, api, all }, asking => Assert.True(asking.IntrospectAsync(token).Result.GetProperty("active").GetBoolean()));
        AssertInactive(await stranger.IntrospectAsync(token));
    }

    [Fact]
    public async Task Whatever_is_no_token_is_inactive_and_nothing_more()
    {
        var (app, tokens, _) = await SignedInAsync("openid");
        using var closing = app;
        var parts = tokens.AccessToken.Split('.');

        foreach (var token in new[]
        {
            "unknown", "a.b.c", "...", ".", " ", "at_", "at_" + new string('A', 43), new string('A', 43), new string('a', 4000), tokens.IdToken.Raw,
            $"{parts[0]}.{parts[1]}.", $"eyJhbGciOiJub25lIn0.{parts[1]}.", tokens.AccessToken + "x", "\u00e9.\u00e9.\u00e9",
        })
        {
            AssertInactive(await app.IntrospectAsync(token));
        }

        Assert.Equal("invalid_request", await (await app.PostAsync("/connect/introspect", ("token", "\0"))).ErrorAsync());
        Assert.Equal("invalid_request", await (await app.PostAsync("/connect/introspect", ("token", "a"), ("token", "b"))).ErrorAsync());
        Assert.Equal("invalid_request", await (await app.PostAsync("/connect/introspect")).ErrorAsync());
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    [InlineData("foo")]
    public async Task A_hint_hides_nothing(string hint)
    {
        var (app, tokens, _) = await SignedInAsync("openid");
        using var closing = app;

        using var answer = await app.PostAsync("/connect/introspect", ("token", tokens.AccessToken), ("token_type_hint", hint));

        Assert.True((await answer.BodyAsync()).GetProperty("active").GetBoolean());
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Nobody_asks_without_proving_who_they_are()
    {
        var (app, tokens, _) = await SignedInAsync("openid");
        using var closing = app;
        using var open = await idp.Given.AppAsync(idp.Issuer, client => client.AuthMethod = ClientAuthMethod.None);
        var form = $"token={tokens.AccessToken}";

        using var nothing = await app.PostRawAsync("/connect/introspect", form, "application/x-www-form-urlencoded", authenticate: false);
        using var idOnly = await app.PostRawAsync("/connect/introspect", $"{form}&client_id={app.ClientId}", "application/x-www-form-urlencoded", authenticate: false);
        using var secret = await app.PostRawAsync(
            "/connect/introspect", $"{form}&client_id={app.ClientId}&client_secret=wrong", "application/x-www-form-urlencoded", authenticate: false);
        using var isPublic = await open.PostAsync("/connect/introspect", ("token", tokens.AccessToken));

        foreach (var answer in new[] { nothing, idOnly, secret, isPublic })
        {
            Assert.Equal("invalid_client", await answer.ErrorAsync(HttpStatusCode.Unauthorized));
        }
    }

    [Fact]
    public async Task A_client_may_ask_with_a_token_of_its_own_and_not_with_a_users()
    {
        var (app, tokens, _) = await SignedInAsync("openid");
        using var closing = app;
        using var api = await idp.ServiceAsync(AsksAboutAll);
        var own = await (await api.AskAsync()).MemberAsync("access_token");

        using var asked = await WithTokenAsync(own, tokens.AccessToken);
        using var byItself = await WithTokenAsync(tokens.AccessToken, tokens.AccessToken);
        using var garbage = await WithTokenAsync("x", tokens.AccessToken);

        Assert.True((await asked.BodyAsync()).GetProperty("active").GetBoolean());
        Assert.Equal(HttpStatusCode.Unauthorized, byItself.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, garbage.StatusCode);
    }

    [Fact]
    public async Task A_token_that_a_client_got_for_something_else_looks_into_no_other_token()
    {
        var (app, tokens, _) = await SignedInAsync("openid");
        using var closing = app;
        using var api = await idp.ServiceAsync(AsksAboutAll);
        var forReports = await (await api.AskAsync(("scope", "reports"))).MemberAsync("access_token");

        using var asked = await WithTokenAsync(forReports, tokens.AccessToken);

        Assert.Equal(HttpStatusCode.Forbidden, asked.StatusCode);
        Assert.Contains("insufficient_scope", asked.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ends_the_grant_ends_the_token_here_at_once()
    {
        var (app, tokens, _) = await SignedInAsync("openid");
        using var closing = app;
        using var api = await idp.ServiceAsync(client => client.MayIntrospectAll = true);

        await idp.ChangeClientAsync(app, client => (client.ServesEveryClinic, client.Clinics) = (false, []));
        AssertInactive(await api.IntrospectAsync(tokens.AccessToken));

        await idp.ChangeClientAsync(app, client => client.ServesEveryClinic = true);
        Assert.True((await api.IntrospectAsync(tokens.AccessToken)).GetProperty("active").GetBoolean());

        await idp.ChangeClientAsync(app, client => client.DisabledAt = idp.Clock.GetUtcNow());
        AssertInactive(await api.IntrospectAsync(tokens.AccessToken));
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);
    }

    private static void AsksAboutAll(RegisteredClient client) =>
        (client.MayIntrospectAll, client.Scopes) = (true, [.. client.Scopes, SmartScopes.Introspect]);

    private static void AssertInactive(JsonElement answer) => Assert.Equal("""{"active":false}""", answer.GetRawText());

    private static string? Text(JsonElement answer, string member) => answer.GetProperty(member).GetString();

    private async Task<HttpResponseMessage> WithTokenAsync(string bearer, string token)
    {
        using var http = new HttpClient { BaseAddress = idp.Issuer };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/introspect") { Content = new FormUrlEncodedContent([new("token", token)]) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<(TestApp App, Tokens Tokens, Person Person)> SignedInAsync(string scope, Action<RegisteredClient>? change = null)
    {
        var app = await idp.Given.AppAsync(idp.Issuer, change);
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(app.AuthorizeUrl(scope), person);
        return (app, await app.RedeemAsync(browser.CallbackUrl), person);
    }
}
