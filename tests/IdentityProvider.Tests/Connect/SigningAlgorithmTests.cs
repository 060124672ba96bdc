using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IdentityProvider.Tests.Host;
using Microsoft.IdentityModel.JsonWebTokens;

namespace IdentityProvider.Tests.Connect;

/// <summary>Every algorithm that the metadata names can be had.</summary>
public class SigningAlgorithmTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ES256", 16)]
    [InlineData("ES384", 24)]
    [InlineData("PS256", 16)]
    [InlineData("RS256", 16)]
    [InlineData("RS384", 24)]
    public async Task Tokens_are_signed_as_the_client_registered_and_at_hash_follows(string algorithm, int halfHash)
    {
        using var app = await idp.Given.AppAsync(idp.Issuer, client => (client.IdTokenAlgorithm, client.AccessTokenAlgorithm) = (algorithm, algorithm));
        using var browser = idp.OpenBrowser();
        await browser.SignInAsync(app.AuthorizeUrl(), await idp.SomebodyAsync());

        // Redeeming validates the signature against the published keys.
        var tokens = await app.RedeemAsync(browser.CallbackUrl);

        Assert.Equal(algorithm, new JsonWebToken(tokens.IdToken.Raw).Alg);
        Assert.Equal(algorithm, new JsonWebToken(tokens.AccessToken).Alg);
        var text = Encoding.ASCII.GetBytes(tokens.AccessToken);
        var hash = halfHash == 24 ? SHA384.HashData(text) : SHA256.HashData(text);
        Assert.Equal(Base64Url.EncodeToString(hash.AsSpan(0, halfHash)), tokens.IdToken.Find("at_hash"));
        using var userInfo = await app.UserInfoAsync(tokens.AccessToken);
        Assert.True(userInfo.IsSuccessStatusCode);
    }

    [Fact]
    public async Task The_metadata_names_just_these()
    {
        using var http = new HttpClient { BaseAddress = idp.Issuer };
        var document = JsonDocument.Parse(await http.GetStringAsync(new Uri("/.well-known/openid-configuration", UriKind.Relative), Ct)).RootElement;

        foreach (var member in document.EnumerateObject().Where(m => m.Name is
            "id_token_signing_alg_values_supported" or "token_endpoint_auth_signing_alg_values_supported" or "request_object_signing_alg_values_supported"))
        {
            Assert.Equal(["ES256", "ES384", "PS256", "RS256", "RS384"], member.Value.EnumerateArray().Select(value => value.GetString()!));
        }
    }
}
