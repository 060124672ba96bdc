using IdentityProvider.Protocol.Grants;
using Microsoft.IdentityModel.Tokens;

namespace IdentityProvider.Protocol.Tests;

/// <summary>What stands in tokens, userinfo and metadata, and what must not.</summary>
public class TokenTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Clinic = new("0198c0de-0000-7000-8000-000000000001");

    private static Authentication Authentication(string? role = "staff") => new(
        "user-1", SessionId: Guid.Empty, GrantId: Guid.Empty, "urn:idp:acr:aal2", ["pwd", "otp", "sms", "mfa"], Noon.AddMinutes(-1),
        role is null ? null : new ClinicClaims(Clinic, "LAKE-1042", "Lakeside Family Medicine", role));

    [Fact]
    public void An_id_token_tells_one_client_who_when_how_and_where()
    {
        var claims = new IdToken("https://idp.example", Requests.Client, Authentication(), Noon) { Nonce = "n" }.ToClaims();

        Assert.Equal("https://idp.example", claims["iss"]);
        Assert.Equal("ehr", claims["aud"]);
        Assert.Equal("user-1", claims["sub"]);
        Assert.Equal("n", claims["nonce"]);
        Assert.Equal(Noon.AddMinutes(-1).ToUnixTimeSeconds(), claims["auth_time"]);
        Assert.Equal(Noon.AddMinutes(5).ToUnixTimeSeconds(), claims["exp"]);
        Assert.Equal("LAKE-1042", claims["practice_id"]);
        Assert.DoesNotContain("at_hash", claims.Keys);
    }

    [Fact]
    public void An_id_token_is_bound_to_the_access_token_beside_it()
    {
        // OpenID Connect Core, appendix A.3: access token and at_hash of the example.
        var claims = new IdToken("i", Requests.Client, Authentication(), Noon) { AccessToken = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y" }.ToClaims();

        Assert.Equal("77QmUPtjPfzWtF2AnpK9RQ", claims["at_hash"]);
    }

    [Theory]
    [InlineData("staff", 300)]
    [InlineData("owner", 300)]
    [InlineData("patient", 600)]
    [InlineData(null, 600)]
    public void An_access_token_of_staff_lives_shorter(string? role, int seconds)
    {
        var token = new AccessToken("https://idp.example", Requests.Client, Scope.Of(["openid"]), new(["https://idp.example"]), Noon) { Authentication = Authentication(role) };

        Assert.Equal(Noon.AddSeconds(seconds).ToUnixTimeSeconds(), token.ToClaims(Guid.Empty)["exp"]);
    }

    [Fact]
    public void An_access_token_has_what_RFC_9068_requires()
    {
        var claims = new AccessToken("https://idp.example", Requests.Client, Scope.Of(["openid", "profile"]), new(["https://idp.example"]), Noon)
        {
            Authentication = Authentication(),
        }.ToClaims(Guid.Empty);

        Assert.All(["iss", "exp", "aud", "sub", "client_id", "iat", "jti", "scope", "auth_time", "acr", "amr"], name => Assert.Contains(name, claims.Keys));
        Assert.Equal("https://idp.example", claims["aud"]);
    }

    [Theory]
    [InlineData("openid", "clinic_id clinic_name practice_id role sub")]
    [InlineData("openid profile", "clinic_id clinic_name locale name practice_id role sub")]
    [InlineData("openid email", "clinic_id clinic_name email email_verified practice_id role sub")]
    public void Userinfo_says_what_the_scopes_stand_for(string scope, string claims)
    {
        var user = new UserProfile("user-1", "Maya Okafor", "maya@lakesidefm.example", EmailVerified: true, "en", ProfileClaims.None);

        var answer = UserInfoResponse.For(user, Scope.Parse(scope)!, Authentication().Clinic);

        Assert.Equal(claims, string.Join(' ', answer.Keys.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_profile_tells_what_it_has_and_nothing_that_is_not_kept_here()
    {
        var details = ProfileClaims.FromJson(ProfileClaims.Of(
        [
            new("given_name", "Maya"), new("locale", "es-MX"), new("nickname", ""), new("phone_number", "+12185550101"), new("zoneinfo", new string('z', 201)),
        ]).ToJson());
        var user = new UserProfile("user-1", "Maya Okafor", "maya@lakesidefm.example", EmailVerified: true, "en", details);

        var answer = UserInfoResponse.For(user, Scope.Parse("openid profile")!, clinic: null);

        Assert.Equal("given_name=Maya locale=es-MX name=Maya Okafor sub=user-1", string.Join(' ', answer.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value}")));
    }

    [Fact]
    public void Keys_are_published_without_their_private_part()
    {
        var key = new JsonWebKey { Kty = "EC", Crv = "P-256", X = "x", Y = "y", D = "private", Kid = "k", Alg = "ES256" };

        var published = Assert.Single((Dictionary<string, string>[])JwksDocument.For([key])["keys"]);

        Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], published.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Metadata_names_the_endpoints_that_are_mapped_under_the_issuer()
    {
        var document = DiscoveryDocument.For("https://idp.example/", [KeyValuePair.Create("token_endpoint", "/connect/token")], [GrantType.RefreshToken, GrantType.AuthorizationCode]);

        Assert.Equal("https://idp.example/connect/token", document["token_endpoint"]);
        Assert.Equal("https://idp.example/", document["issuer"]);
        Assert.Equal(["authorization_code", "refresh_token"], Assert.IsType<string[]>(document["grant_types_supported"]));
        Assert.DoesNotContain("revocation_endpoint", document.Keys);
    }
}
