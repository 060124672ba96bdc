using System.Text.Json.Nodes;
using IdentityProvider.Protocol.Jose;
using IdentityProvider.Protocol.Tests.Jose;

namespace IdentityProvider.Protocol.Tests;

public sealed class ClientAssertionTests : IDisposable
{
    private const string Issuer = "https://id.example";
    private const string TokenEndpoint = "https://id.example/connect/token";

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly AssertionAudience Audience = new(Issuer, [TokenEndpoint, "https://id.example/connect/par"]);
    private static readonly Client Client = Requests.Client with { AuthMethod = ClientAuthMethod.PrivateKeyJwt };
    private static readonly Client Fapi = Client with { Profile = SecurityProfile.Fapi2 };

    private readonly ClientKey _key = ClientKey.Draw();

    [Fact]
    public void A_good_assertion_breaks_no_rule_and_names_its_one_use()
    {
        var assertion = Read(Good());

        Assert.Null(assertion.FirstBroken(Client, Audience, Now));
        Assert.Null(assertion.FirstBroken(Fapi, Audience, Now));
        Assert.Equal(SignatureCheck.Good, assertion.Jwt.Check(_key.Keys));
        Assert.Equal(("id-1", Now.AddMinutes(1)), assertion.Use);
    }

    [Theory]
    [InlineData("iss", "\"other\"", AssertionFault.Issuer)]
    [InlineData("iss", null, AssertionFault.Issuer)]
    [InlineData("iss", "[\"ehr\"]", AssertionFault.Issuer)]
    [InlineData("aud", null, AssertionFault.Audience)]
    [InlineData("aud", "[]", AssertionFault.Audience)]
    [InlineData("aud", "\"https://other.example\"", AssertionFault.Audience)]
    [InlineData("aud", "\"https://id.example/\"", AssertionFault.Audience)]
    [InlineData("aud", "\"https://id.example/other\"", AssertionFault.Audience)]
    [InlineData("aud", "[\"https://id.example\",5]", AssertionFault.Audience)]
    [InlineData("aud", "[\"https://id.example\",\"https://other.example\"]", AssertionFault.Audience)]
    [InlineData("aud", "[\"https://other.example/token\",\"https://id.example/connect/token\"]", AssertionFault.Audience)]
    [InlineData("exp", null, AssertionFault.Expiry)]
    [InlineData("exp", "\"1772452860\"", AssertionFault.Expiry)]
    [InlineData("exp", "1772452800", AssertionFault.Expiry)]
    [InlineData("exp", "1772452500", AssertionFault.Expiry)]
    [InlineData("exp", "1772453131", AssertionFault.Expiry)]
    [InlineData("exp", "2087985600", AssertionFault.Expiry)]
    [InlineData("exp", "1e300", AssertionFault.Expiry)]
    [InlineData("exp", "-1e300", AssertionFault.Expiry)]
    [InlineData("nbf", "1772452831", AssertionFault.NotYet)]
    [InlineData("nbf", "\"0\"", AssertionFault.NotYet)]
    [InlineData("iat", "1772452831", AssertionFault.NotYet)]
    [InlineData("jti", null, AssertionFault.Id)]
    [InlineData("jti", "\"\"", AssertionFault.Id)]
    [InlineData("jti", "7", AssertionFault.Id)]
    public void One_wrong_claim_is_enough(string claim, string? json, AssertionFault fault) =>
        Assert.Equal(fault, Read(Good(claim, json)).FirstBroken(Client, Audience, Now));

    [Fact]
    public void A_jti_of_any_length_is_not_stored() =>
        Assert.Equal(AssertionFault.Id, Read(Good("jti", $"\"{new string('j', 256)}\"")).FirstBroken(Client, Audience, Now));

    [Theory]
    [InlineData("\"https://id.example\"")]
    [InlineData("\"https://id.example/connect/token\"")]
    [InlineData("\"https://id.example/connect/par\"")]
    [InlineData("[\"https://id.example/connect/token\"]")]
    [InlineData("[\"https://id.example\",\"https://id.example/connect/token\"]")]
    public void Every_name_of_this_server_will_do_and_fapi_takes_the_issuer_alone(string audience)
    {
        var assertion = Read(Good("aud", audience));

        Assert.Null(assertion.FirstBroken(Client, Audience, Now));
        Assert.Equal(audience == "\"https://id.example\"" ? null : AssertionFault.Audience, assertion.FirstBroken(Fapi, Audience, Now));
    }

    [Theory]
    [InlineData("exp", "1772453130")]
    [InlineData("exp", "1772452801.5")]
    [InlineData("nbf", "1772452830")]
    [InlineData("iat", "1772452808")]
    [InlineData("iat", "0")]
    public void Clocks_may_differ_a_little(string claim, string json) => Assert.Null(Read(Good(claim, json)).FirstBroken(Fapi, Audience, Now));

    [Theory]
    [InlineData("oauth-authz-req+jwt")]
    [InlineData("at+jwt")]
    [InlineData("dpop+jwt")]
    [InlineData("logout+jwt")]
    public void A_token_made_for_something_else_is_no_assertion(string type) => Assert.Equal(AssertionFault.Type, WithHeader("ES256", type));

    [Theory]
    [InlineData("JWT")]
    [InlineData("client-authentication+jwt")]
    public void These_types_are_an_assertions(string type) => Assert.Null(WithHeader("ES256", type));

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("RS512")]
    public void An_algorithm_that_is_not_offered_is_refused(string algorithm) => Assert.Equal(AssertionFault.Algorithm, WithHeader(algorithm, "JWT"));

    [Theory]
    [InlineData("ES256", null)]
    [InlineData("PS256", null)]
    [InlineData("RS256", AssertionFault.Algorithm)]
    [InlineData("RS384", AssertionFault.Algorithm)]
    [InlineData("ES384", AssertionFault.Algorithm)]
    public void Fapi_leaves_two_algorithms(string algorithm, AssertionFault? fault) => Assert.Equal(fault, WithHeader(algorithm, "JWT", Fapi));

    [Fact]
    public void A_registered_algorithm_is_the_only_one() =>
        Assert.Equal(AssertionFault.Algorithm, WithHeader("ES256", "JWT", Client with { AssertionAlgorithm = "ES384" }));

    [Fact]
    public void Another_clients_assertion_is_not_this_ones() =>
        Assert.Equal(AssertionFault.Issuer, Read(Good()).FirstBroken(Client with { Id = "other" }, Audience, Now));

    [Theory]
    [InlineData("x")]
    [InlineData("e30.e30.AA")]
    [InlineData("e30.eyJzdWIiOjV9.AA")]
    public void What_names_no_client_is_no_assertion(string text) => Assert.Null(ClientAssertion.Parse(text));

    [Fact]
    public void It_does_not_print_itself() => Assert.DoesNotContain("id-1", Read(Good()).ToString(), StringComparison.Ordinal);

    public void Dispose() => _key.Dispose();

    private static JsonObject Good(string? claim = null, string? json = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = "ehr",
            ["sub"] = "ehr",
            ["aud"] = Issuer,
            ["jti"] = "id-1",
            ["iat"] = Now.ToUnixTimeSeconds(),
            ["exp"] = Now.AddMinutes(1).ToUnixTimeSeconds(),
        };
        if (claim is not null)
        {
            claims.Remove(claim);
        }

        if (json is not null)
        {
            claims[claim!] = JsonNode.Parse(json);
        }

        return claims;
    }

    private ClientAssertion Read(JsonObject claims, JsonObject? header = null) => ClientAssertion.Parse(_key.Sign(claims, header))!;

    private AssertionFault? WithHeader(string algorithm, string type, Client? client = null) =>
        Read(Good(), new JsonObject { ["alg"] = algorithm, ["typ"] = type }).FirstBroken(client ?? Client, Audience, Now);
}
