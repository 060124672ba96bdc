using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Tests.RelyingApps;

/// <summary>Tokens that are bound to a key, at the sample's FHIR API (RFC 9449 §7). Each proof that does not do is spoilt in one thing only.</summary>
public sealed class FhirDpopTests : IAsyncLifetime
{
    private const string Path = "/fhir/Patient";

    private static readonly ECDsaSecurityKey Key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private EhrInTest _ehr = null!;

    public async ValueTask InitializeAsync()
    {
        _ehr = await EhrInTest.StartAsync();
        _ehr.Provider.AccessTokenClaims["cnf"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["jkt"] = Base64UrlEncoder.Encode(Public(Key).ComputeJwkThumbprint()) };
    }

    public ValueTask DisposeAsync() => _ehr.DisposeAsync();

    [Fact]
    public async Task A_bound_token_opens_with_its_proof_once()
    {
        var token = _ehr.Provider.AccessToken();
        var proof = ProofFor(token);

        using var first = await GetAsync("DPoP", token, proof);
        using var again = await GetAsync("DPoP", token, proof);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (first.StatusCode, again.StatusCode));
    }

    [Fact]
    public async Task A_bound_token_without_its_proof_opens_nothing()
    {
        var token = _ehr.Provider.AccessToken();

        using var asBearer = await GetAsync("Bearer", token, ProofFor(token));
        using var without = await GetAsync("DPoP", token, proof: null);
        using var garbage = await GetAsync("DPoP", token, "not.a.proof");

        Assert.All([asBearer, without, garbage], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
    }

    [Fact]
    public async Task A_token_that_is_not_bound_cannot_be_made_to_look_so()
    {
        _ehr.Provider.AccessTokenClaims.Remove("cnf");
        var token = _ehr.Provider.AccessToken();

        using var answer = await GetAsync("DPoP", token, ProofFor(token));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("htm", "POST")]
    [InlineData("htu", "https://elsewhere.example/fhir/Patient")]
    [InlineData("ath", "of-another-token")]
    [InlineData("iat", 1L)]
    [InlineData("jti", "")]
    public async Task A_proof_for_something_else_is_none(string claim, object value)
    {
        var token = _ehr.Provider.AccessToken();

        using var answer = await GetAsync("DPoP", token, ProofFor(token, claims => claims[claim] = value));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_proof_by_another_key_is_none()
    {
        var token = _ehr.Provider.AccessToken();

        using var answer = await GetAsync("DPoP", token, ProofFor(token, key: new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256))));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static string ProofFor(string token, Action<Dictionary<string, object>>? spoil = null, ECDsaSecurityKey? key = null)
    {
        var signer = key ?? Key;
        var jwk = Public(signer);
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["htm"] = "GET",
            ["htu"] = EhrInTest.Url + Path,
            ["iat"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["jti"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
            ["ath"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(token))),
        };
        spoil?.Invoke(claims);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "dpop+jwt",
            Claims = claims,
            AdditionalHeaderClaims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["jwk"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["kty"] = jwk.Kty, ["crv"] = jwk.Crv, ["x"] = jwk.X, ["y"] = jwk.Y },
            },
            SigningCredentials = new SigningCredentials(signer, SecurityAlgorithms.EcdsaSha256),
        });
    }

    private static JsonWebKey Public(ECDsaSecurityKey key)
    {
        var whole = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(key);
        return new JsonWebKey { Kty = whole.Kty, Crv = whole.Crv, X = whole.X, Y = whole.Y };
    }

    private async Task<HttpResponseMessage> GetAsync(string scheme, string token, string? proof)
    {
        using var client = _ehr.OpenBrowser();
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {token}");
        if (proof is not null)
        {
            request.Headers.TryAddWithoutValidation("DPoP", proof);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
