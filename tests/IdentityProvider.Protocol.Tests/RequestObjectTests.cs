using System.Text.Json.Nodes;
using IdentityProvider.Protocol.Tests.Jose;

namespace IdentityProvider.Protocol.Tests;

public sealed class RequestObjectTests : IDisposable
{
    private const string Issuer = "https://id.example";

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly ClientKey _key = ClientKey.Draw();

    [Fact]
    public void A_good_object_is_a_good_request()
    {
        var jwt = Parse(Good());

        Assert.Null(RequestObject.FirstBroken(jwt, Requests.Client, Issuer, Now));
        var request = Requests.Read(RequestObject.ParametersOf(jwt, Issuer));
        Assert.Equal(Requests.RedirectUri, request.RedirectUri);
        Assert.Equal("s", request.State);
        Assert.Equal(TimeSpan.FromMinutes(5), request.MaxAge);
        Assert.Null(AuthorizeRules.FirstBroken(request, Requests.Client));
    }

    [Theory]
    [InlineData("iss", "\"other\"")]
    [InlineData("iss", null)]
    [InlineData("aud", "\"https://other.example\"")]
    [InlineData("aud", null)]
    [InlineData("exp", "1772452800")]
    [InlineData("exp", "1772456431")]
    [InlineData("exp", "\"1772452860\"")]
    [InlineData("exp", null)]
    [InlineData("nbf", "1772453400")]
    [InlineData("iat", "1772453400")]
    [InlineData("sub", "\"ehr\"")]
    [InlineData("request", "\"x\"")]
    [InlineData("request_uri", "\"urn:x\"")]
    [InlineData("client_id", "\"other\"")]
    [InlineData("client_id", null)]
    public void One_wrong_claim_is_enough(string claim, string? json) => Assert.Equal("invalid_request_object", Broken(Good(claim, json)));

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("RS512")]
    public void An_algorithm_that_is_not_offered_is_refused(string algorithm) => Assert.Equal("invalid_request_object", Broken(Good(), algorithm));

    [Theory]
    [InlineData("at+jwt")]
    [InlineData("client-authentication+jwt")]
    [InlineData("dpop+jwt")]
    public void A_token_made_for_something_else_is_no_request(string type) => Assert.Equal("invalid_request_object", Broken(Good(), type: type));

    [Theory]
    [InlineData("oauth-authz-req+jwt")]
    [InlineData("JWT")]
    public void These_types_are_a_requests(string type) => Assert.Null(Broken(Good(), type: type));

    [Fact]
    public void A_registered_algorithm_is_the_only_one_and_fapi_leaves_two()
    {
        Assert.Equal("invalid_request_object", Broken(Good(), client: Requests.Client with { RequestObjectAlgorithm = "PS256" }));
        Assert.Equal("invalid_request_object", Broken(Good(), "RS256", client: Requests.Client with { Profile = SecurityProfile.Fapi2 }));
        Assert.Null(Broken(Good(), "RS256"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("...")]
    [InlineData("{}")]
    public void What_is_no_jwt_is_no_request_object(string text)
    {
        Assert.True(RequestObject.Parse(text).IsBroken(out var error, out _));
        Assert.Equal("invalid_request_object", error.Code);
    }

    [Fact]
    public void Values_of_every_type_become_what_a_parameter_would_have_carried()
    {
        var claims = Good();
        (claims["claims"], claims["resource"], claims["clinic_id"], claims["state"]) =
            (JsonNode.Parse("""{"id_token":{"acr":null}}"""), JsonNode.Parse("""["https://a.example","https://b.example"]"""), null, JsonNode.Parse("[1]"));

        var parameters = RequestObject.ParametersOf(Parse(claims), Issuer);

        Assert.Equal("""{"id_token":{"acr":null}}""", parameters["claims"]);
        Assert.Equal(["https://a.example", "https://b.example"], parameters.All("resource"));
        Assert.Equal("[1]", parameters["state"]);
        Assert.Null(parameters["clinic_id"]);
    }

    [Fact]
    public void The_audience_of_the_object_is_not_taken_for_the_FHIR_server()
    {
        Assert.Null(RequestObject.ParametersOf(Parse(Good()), Issuer)["aud"]);

        var both = Parse(Good("aud", "[\"https://id.example\",\"https://fhir.example\"]"));
        Assert.Null(RequestObject.FirstBroken(both, Requests.Client, Issuer, Now));
        Assert.Equal("https://fhir.example", RequestObject.ParametersOf(both, Issuer)["aud"]);
    }

    [Fact]
    public void A_character_that_nobody_may_store_is_refused_as_in_any_parameter() =>
        Assert.Equal("invalid_request", Requests.Error(RequestObject.ParametersOf(Parse(Good("state", "\"a\\u0000b\"")), Issuer)));

    public void Dispose() => _key.Dispose();

    private static JsonObject Good(string? claim = null, string? json = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = "ehr",
            ["aud"] = Issuer,
            ["iat"] = Now.ToUnixTimeSeconds(),
            ["exp"] = Now.AddMinutes(1).ToUnixTimeSeconds(),
            ["client_id"] = "ehr",
            ["redirect_uri"] = Requests.RedirectUri,
            ["response_type"] = "code",
            ["scope"] = "openid profile",
            ["state"] = "s",
            ["max_age"] = 300,
            ["code_challenge"] = Requests.Challenge,
            ["code_challenge_method"] = "S256",
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

    private Protocol.Jose.SignedJwt Parse(JsonObject claims, JsonObject? header = null) =>
        RequestObject.Parse(_key.Sign(claims, header)).IsBroken(out var error, out var jwt) ? throw new InvalidOperationException(error.Description) : jwt;

    private string? Broken(JsonObject claims, string algorithm = "ES256", string type = RequestObject.Type, Client? client = null) =>
        RequestObject.FirstBroken(Parse(claims, new JsonObject { ["alg"] = algorithm, ["typ"] = type }), client ?? Requests.Client, Issuer, Now)?.Code;
}
