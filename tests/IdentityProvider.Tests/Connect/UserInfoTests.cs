using System.Net;
using System.Text.Json;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

public class UserInfoTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_what_the_scopes_stand_for_by_GET_and_by_POST()
    {
        var (app, tokens, person) = await SignedInAsync("openid email");
        using var closing = app;

        using var got = await app.UserInfoAsync(tokens.AccessToken);
        using var posted = await app.PostRawAsync("/connect/userinfo", $"access_token={tokens.AccessToken}", "application/x-www-form-urlencoded", authenticate: false);

        foreach (var answer in new[] { got, posted })
        {
            var claims = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
            Assert.Equal(person.Id.ToString(), claims.GetProperty("sub").GetString());
            Assert.Equal(person.Email, claims.GetProperty("email").GetString());
            Assert.False(claims.TryGetProperty("name", out _));
            Assert.True(answer.Headers.CacheControl?.NoStore);
        }
    }

    [Fact]
    public async Task Without_a_token_the_challenge_names_no_error()
    {
        using var http = new HttpClient { BaseAddress = idp.Issuer };

        using var answer = await http.GetAsync(new Uri("/connect/userinfo", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain("error", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Bearer", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_an_id_token_nor_garbage_nor_an_expired_token_opens_it()
    {
        var (app, tokens, _) = await SignedInAsync("openid");
        using var closing = app;

        foreach (var bad in new[] { "x", "a.b.c", "...", tokens.IdToken.Raw, tokens.AccessToken + "x", tokens.AccessToken[..^3] })
        {
            using var answer = await app.UserInfoAsync(bad);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }

        idp.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.UserInfoAsync(tokens.AccessToken)).StatusCode);
    }

    [Fact]
    public async Task A_token_sent_twice_or_in_the_query_does_not_count()
    {
        var (app, tokens, _) = await SignedInAsync("openid");
        using var closing = app;
        using var http = new HttpClient { BaseAddress = idp.Issuer };

        using var query = await http.GetAsync(new Uri($"/connect/userinfo?access_token={tokens.AccessToken}", UriKind.Relative), Ct);
        using var twice = await app.PostRawAsync(
            "/connect/userinfo", $"access_token={tokens.AccessToken}&access_token={tokens.AccessToken}", "application/x-www-form-urlencoded", authenticate: false);

        Assert.Equal(HttpStatusCode.Unauthorized, query.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);
    }

    private async Task<(TestApp App, Tokens Tokens, Person Person)> SignedInAsync(string scope)
    {
        var app = await idp.Given.AppAsync(idp.Issuer);
        using var browser = idp.OpenBrowser();
        var person = await idp.SomebodyAsync();
        await browser.SignInAsync(app.AuthorizeUrl(scope), person);
        return (app, await app.RedeemAsync(browser.CallbackUrl), person);
    }
}
