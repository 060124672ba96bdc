using System.Net;
using System.Net.Http.Headers;
using System.Text;
using IdentityProvider.Protocol;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>A token request that fails with invalid_grant has passed client authentication; that is how these tests see it.</summary>
public class ClientAuthenticationTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const string Form = "grant_type=authorization_code&code=bogus&redirect_uri=x";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_registered_method_works()
    {
        using var basic = await idp.Given.AppAsync(idp.Issuer);
        using var post = await idp.Given.AppAsync(idp.Issuer, client => client.AuthMethod = ClientAuthMethod.ClientSecretPost);
        using var open = await idp.Given.AppAsync(idp.Issuer, client => client.AuthMethod = ClientAuthMethod.None);

        Assert.Equal("invalid_grant", await ErrorAsync(Basic(basic.ClientId, basic.Secret!), Form));
        Assert.Equal("invalid_grant", await ErrorAsync(null, $"{Form}&client_id={post.ClientId}&client_secret={post.Secret}"));
        Assert.Equal("invalid_grant", await ErrorAsync(null, $"{Form}&client_id={open.ClientId}"));
    }

    [Fact]
    public async Task Another_than_the_registered_method_does_not()
    {
        using var basic = await idp.Given.AppAsync(idp.Issuer);
        using var post = await idp.Given.AppAsync(idp.Issuer, client => client.AuthMethod = ClientAuthMethod.ClientSecretPost);
        using var open = await idp.Given.AppAsync(idp.Issuer, client => client.AuthMethod = ClientAuthMethod.None);

        Assert.Equal("invalid_client", await ErrorAsync(null, $"{Form}&client_id={basic.ClientId}&client_secret={basic.Secret}", 401));
        Assert.Equal("invalid_client", await ErrorAsync(null, $"{Form}&client_id={basic.ClientId}", 401));
        Assert.Equal("invalid_client", await ErrorAsync(Basic(post.ClientId, post.Secret!), Form, 401));
        Assert.Equal("invalid_client", await ErrorAsync(null, $"{Form}&client_id={open.ClientId}&client_secret=anything", 401));
    }

    [Fact]
    public async Task An_unknown_client_and_a_wrong_secret_look_the_same()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);

        using var wrong = await SendAsync(Basic(app.ClientId, "wrong"), Form);
        using var unknown = await SendAsync(Basic("no-such-app", "wrong"), Form);

        Assert.Equal("invalid_client", await wrong.ErrorAsync(HttpStatusCode.Unauthorized));
        Assert.Equal(await wrong.Content.ReadAsStringAsync(Ct), await unknown.Content.ReadAsStringAsync(Ct));
        Assert.Equal(wrong.StatusCode, unknown.StatusCode);
        Assert.Equal("Basic", Assert.Single(wrong.Headers.WwwAuthenticate).Scheme);
        Assert.Contains("client.refused", await idp.AuditOfAsync(app));
    }

    [Fact]
    public async Task Two_methods_at_once_are_refused_even_if_both_are_right()
    {
        using var app = await idp.Given.AppAsync(idp.Issuer);

        Assert.Equal("invalid_request", await ErrorAsync(Basic(app.ClientId, app.Secret!), $"{Form}&client_id={app.ClientId}&client_secret={app.Secret}"));
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic !!!!")]
    [InlineData("Bearer abc")]
    [InlineData("Basic AAAA")]
    [InlineData("Basic YQBiOmM=")]
    public async Task A_header_that_cannot_be_read_is_a_failed_authentication(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = ContentOf(Form) };
        request.Headers.TryAddWithoutValidation("Authorization", header);
        using var http = new HttpClient { BaseAddress = idp.Issuer };

        using var answer = await http.SendAsync(request, Ct);

        Assert.Equal("invalid_client", await answer.ErrorAsync(HttpStatusCode.Unauthorized));
    }

    private async Task<string> ErrorAsync(AuthenticationHeaderValue? authorization, string form, int status = 400)
    {
        using var answer = await SendAsync(authorization, form);
        return await answer.ErrorAsync((HttpStatusCode)status);
    }

    private async Task<HttpResponseMessage> SendAsync(AuthenticationHeaderValue? authorization, string form)
    {
        using var http = new HttpClient { BaseAddress = idp.Issuer };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = ContentOf(form) };
        request.Headers.Authorization = authorization;
        return await http.SendAsync(request, Ct);
    }

    private static AuthenticationHeaderValue Basic(string id, string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}")));

    private static StringContent ContentOf(string form) => new(form, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded"));
}
