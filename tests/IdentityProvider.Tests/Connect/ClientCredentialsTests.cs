using System.Net;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Smart;
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

    [Theory]
    [InlineData(AccessTokenFormat.Jwt)]
    [InlineData(AccessTokenFormat.Reference)]
    public async Task A_client_whose_last_clinic_took_its_approval_back_gets_none_and_its_tokens_end(AccessTokenFormat format)
    {
        var clinic = await idp.Given.ClinicAsync();
        using var api = await idp.ServiceAsync(client => client.MayIntrospectAll = true);
        using var app = await idp.ServiceAsync(client => (client.AccessTokenFormat, client.ServesEveryClinic, client.Clinics, client.Scopes) = (format, false, [clinic.Id], [SmartScopes.Introspect]));
        var token = await (await app.AskAsync()).MemberAsync("access_token");
        Assert.True((await api.IntrospectAsync(token)).GetProperty("active").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, await IntrospectWithAsync(token));

        await idp.ChangeClientAsync(app, client => client.Clinics = []);

        Assert.False((await api.IntrospectAsync(token)).GetProperty("active").GetBoolean());
        Assert.Equal(HttpStatusCode.Unauthorized, await IntrospectWithAsync(token));
        Assert.Equal("unauthorized_client", await (await app.AskAsync()).ErrorAsync());
    }

    [Theory]
    [InlineData(AccessTokenFormat.Jwt)]
    [InlineData(AccessTokenFormat.Reference)]
    public async Task Its_token_names_the_clinics_it_may_speak_for_and_introspection_those_that_are_left(AccessTokenFormat format)
    {
        var (one, two) = (await idp.Given.ClinicAsync(), await idp.Given.ClinicAsync());
        await idp.ResourceAsync($"https://shared-{format}.example/");
        using var app = await idp.ServiceAsync(client => (client.AccessTokenFormat, client.ServesEveryClinic, client.Clinics) = (format, false, [one.Id, two.Id]));
        var token = await (await app.AskAsync(("resource", $"https://shared-{format}.example/"))).MemberAsync("access_token");

        if (format == AccessTokenFormat.Jwt)
        {
            Assert.Equal([one.Id.ToString(), two.Id.ToString()], new JsonWebToken(token).GetPayloadValue<string[]>("clinic_ids"));
        }

        await idp.ChangeClientAsync(app, client => client.Clinics = [two.Id]);
        Assert.Equal([two.Id.ToString()], (await app.IntrospectAsync(token)).GetProperty("clinic_ids").EnumerateArray().Select(id => id.GetString()));
    }

    private async Task<HttpStatusCode> IntrospectWithAsync(string token)
    {
        using var http = new HttpClient { BaseAddress = idp.Issuer };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/introspect") { Content = new FormUrlEncodedContent([new("token", "x")]) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
