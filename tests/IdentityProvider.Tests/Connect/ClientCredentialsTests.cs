using System.Net;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Connect;

public class ClientCredentialsTests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Fact]
    public async Task A_client_gets_a_token_for_itself_and_nothing_about_anybody()
    {
        using var app = await idp.ServiceAsync();

        using var answer = await app.AskAsync(("scope", "reports"));

        var body = await answer.BodyAsync();
        var token = new JsonWebToken(body.GetProperty("access_token").GetString());
        Assert.Equal(["access_token", "expires_in", "scope", "token_type"], body.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("Bearer", 300, "reports"), (body.GetProperty("token_type").GetString(), body.GetProperty("expires_in").GetInt32(), body.GetProperty("scope").GetString()));
        Assert.Equal((app.ClientId, app.ClientId), (token.Subject, token.GetPayloadValue<string>("client_id")));
        Assert.Equal([idp.Issuer.ToString().TrimEnd('/')], token.Audiences);
        Assert.Contains("client-token.issued", await idp.AuditOfAsync(app));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("openid", "invalid_scope")]
    [InlineData("offline_access", "invalid_scope")]
    [InlineData("no-such-scope", "invalid_scope")]
    public async Task A_scope_about_a_user_or_of_nobody_is_refused(string scope, string error)
    {
        using var app = await idp.ServiceAsync();

        using var answer = await app.AskAsync(("scope", scope));

        Assert.Equal(error, await answer.ErrorAsync());
    }

    [Fact]
    public async Task Without_a_scope_it_gets_all_that_it_may_have()
    {
        using var app = await idp.ServiceAsync();

        using var answer = await app.AskAsync();

        Assert.Equal("reports", await answer.MemberAsync("scope"));
    }

    [Fact]
    public async Task A_public_client_and_one_that_is_not_registered_for_it_are_refused()
    {
        using var open = await idp.ServiceAsync(client => client.AuthMethod = ClientAuthMethod.None);
        using var web = await idp.Given.AppAsync(idp.Issuer);

        Assert.Equal("unauthorized_client", await (await open.AskAsync()).ErrorAsync());
        Assert.Equal("unauthorized_client", await (await web.AskAsync()).ErrorAsync());
    }

    [Fact]
    public async Task Userinfo_knows_nobody_for_it()
    {
        using var app = await idp.ServiceAsync();

        using var answer = await app.UserInfoAsync(await (await app.AskAsync()).MemberAsync("access_token"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_client_that_is_switched_off_gets_none_and_its_tokens_end()
    {
        using var api = await idp.ServiceAsync(client => client.MayIntrospectAll = true);
        using var app = await idp.ServiceAsync();
        var token = await (await app.AskAsync()).MemberAsync("access_token");
        Assert.True((await api.IntrospectAsync(token)).GetProperty("active").GetBoolean());

        await idp.ChangeClientAsync(app, client => client.DisabledAt = idp.Clock.GetUtcNow());

        Assert.False((await api.IntrospectAsync(token)).GetProperty("active").GetBoolean());
        Assert.Equal("invalid_client", await (await app.AskAsync()).ErrorAsync(HttpStatusCode.Unauthorized));
    }
}
