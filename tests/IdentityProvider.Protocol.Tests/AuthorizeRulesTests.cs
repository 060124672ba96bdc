using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Protocol.Tests;

public class AuthorizeRulesTests
{
    private static string? FirstBroken(Client client, params (string Name, string? Value)[] changes) =>
        AuthorizeRules.FirstBroken(Requests.Read(Requests.With(changes)), client)?.Code;

    [Fact]
    public void A_good_request_breaks_no_rule() => Assert.Null(FirstBroken(Requests.Client));

    [Theory]
    [InlineData("response_type", null, "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "id_token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_type", "code code", "unsupported_response_type")]
    [InlineData("response_type", "CODE", "unsupported_response_type")]
    [InlineData("response_type", "none", "unsupported_response_type")]
    [InlineData("response_mode", "query", null)]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("response_mode", "jwt", "invalid_request")]
    [InlineData("prompt", "login consent", null)]
    [InlineData("prompt", "none", null)]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("prompt", "login none", "invalid_request")]
    [InlineData("prompt", "create", "invalid_request")]
    [InlineData("prompt", "NONE", "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "abc", "invalid_request")]
    [InlineData("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "invalid_request")]
    [InlineData("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMx", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", "s256", "invalid_request")]
    [InlineData("nonce", null, null)]
    [InlineData("scope", null, "invalid_scope")]
    [InlineData("scope", "profile openid", null)]
    [InlineData("scope", "openid email", "invalid_scope")]
    [InlineData("scope", "openid \"x\"", "invalid_scope")]
    [InlineData("registration", "{}", "registration_not_supported")]
    [InlineData("display", "popup", null)]
    public void One_parameter_decides(string name, string? value, string? error) =>
        Assert.Equal(error, FirstBroken(Requests.Client, (name, value)));

    [Fact]
    public void What_we_do_not_speak_is_said_before_what_is_malformed() =>
        Assert.Equal("registration_not_supported", FirstBroken(Requests.Client, ("registration", "{}"), ("scope", null), ("response_type", null)));

    [Fact]
    public void A_client_that_is_registered_for_other_grants_gets_no_code() =>
        Assert.Equal("unauthorized_client", FirstBroken(Requests.Client with { GrantTypes = [GrantType.ClientCredentials] }));

    [Fact]
    public void Fapi_exempts_nobody_from_PKCE() =>
        Assert.Equal("invalid_request", FirstBroken(
            Requests.Client with { RequiresPkce = false, Profile = SecurityProfile.Fapi2 }, ("code_challenge", null), ("code_challenge_method", null)));

    [Fact]
    public void A_client_exempt_from_PKCE_owes_a_nonce()
    {
        var exempt = Requests.Client with { RequiresPkce = false };

        Assert.Null(FirstBroken(exempt, ("code_challenge", null), ("code_challenge_method", null)));
        Assert.Equal("invalid_request", FirstBroken(exempt, ("code_challenge", null), ("code_challenge_method", null), ("nonce", null)));
    }

    [Fact]
    public void A_client_exempt_from_PKCE_that_sends_plain_is_refused_all_the_same() =>
        Assert.Equal("invalid_request", FirstBroken(Requests.Client with { RequiresPkce = false }, ("code_challenge_method", "plain")));
}
