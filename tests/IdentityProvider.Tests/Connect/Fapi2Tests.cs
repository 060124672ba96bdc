using System.Net;
using IdentityProvider.Clients;
using IdentityProvider.Protocol;
using IdentityProvider.Protocol.Tests.Jose;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Connect;

/// <summary>Clients that are held to the FAPI 2.0 Security Profile: what else works is refused to them.</summary>
public class Fapi2Tests(IdpHost idp) : IClassFixture<IdpHost>
{
    [Theory]
    [InlineData("ES256")]
    [InlineData("PS256")]
    public async Task A_pushed_request_of_a_client_with_a_key_leads_to_a_code(string algorithm)
    {
        using var key = ClientKey.Draw(algorithm);
        using var app = await AppAsync(key);
        using var browser = idp.OpenBrowser();

        await browser.SignInAsync(await app.PushAsync(), await idp.SomebodyAsync());

        Assert.Equal(idp.Name(), app.Answer(browser.CallbackUrl)["iss"]);
        Assert.NotEmpty(app.CodeOf(browser.CallbackUrl).Code);
    }

    [Theory]
    [InlineData("login")]
    [InlineData("none")]
    public async Task A_request_that_was_not_pushed_is_refused(string prompt)
    {
        using var key = ClientKey.Draw();
        using var app = await AppAsync(key);
        using var browser = idp.OpenBrowser();

        await browser.GoToAsync(app.AuthorizeUrl("openid", ("prompt", prompt)));
        Assert.Equal("invalid_request", app.Answer(browser.CallbackUrl)["error"]);
        await browser.GoToAsync(app.SignedUrl(key, idp.ObjectOf(app), $"&redirect_uri={Uri.EscapeDataString(app.RedirectUri)}"));
        Assert.Equal("invalid_request", browser.Callback()["error"]);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("ES384")]
    public async Task Assertions_of_the_other_algorithms_are_refused(string algorithm)
    {
        using var key = ClientKey.Draw(algorithm);
        using var app = await AppAsync(key);

        Assert.Equal("invalid_client", await (await app.SendPushAsync(app.RequestOf())).ErrorAsync(HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData("\"{0}/connect/token\"")]
    [InlineData("\"{0}/connect/par\"")]
    [InlineData("[\"{0}\"]")]
    [InlineData("[\"{0}\",\"https://other.example\"]")]
    public async Task The_audience_of_an_assertion_is_the_issuer_as_one_string(string audience)
    {
        using var key = ClientKey.Draw();
        using var app = await AppAsync(key);
        app.NewAssertion = () => key.Sign(idp.ClaimsOf(app, "aud", audience.Replace("{0}", idp.Name(), StringComparison.Ordinal)));

        Assert.Equal("invalid_client", await (await app.SendPushAsync(app.RequestOf())).ErrorAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Nobody_is_exempt_from_a_challenge()
    {
        using var key = ClientKey.Draw();
        using var app = await AppAsync(key, client => client.RequiresPkce = false);
        var request = app.RequestOf();
        request.Remove("code_challenge");
        request.Remove("code_challenge_method");

        Assert.Equal("invalid_request", await (await app.SendPushAsync(request)).ErrorAsync());
    }

    [Fact]
    public async Task A_client_whose_registration_does_not_fit_gets_nothing()
    {
        using var key = ClientKey.Draw();
        using var app = await AppAsync(key, client => client.IdTokenAlgorithm = "RS256");
        using var secret = await idp.Given.AppAsync(idp.Issuer, client => client.Profile = SecurityProfile.Fapi2);

        Assert.Equal("unauthorized_client", await (await app.SendPushAsync(app.RequestOf())).ErrorAsync());
        Assert.Equal("unauthorized_client", await (await secret.PingAsync()).ErrorAsync());
    }

    private Task<TestApp> AppAsync(ClientKey key, Action<RegisteredClient>? change = null) => idp.KeyedAppAsync(key, client =>
    {
        (client.Profile, client.IsDpopBound, client.IdTokenAlgorithm) = (SecurityProfile.Fapi2, true, "PS256");
        change?.Invoke(client);
    });
}
