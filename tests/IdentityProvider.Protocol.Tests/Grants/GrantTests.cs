using IdentityProvider.Protocol.Grants;

namespace IdentityProvider.Protocol.Tests.Grants;

public class GrantTests
{
    private static RequestParameters Form(params (string Name, string Value)[] pairs) =>
        RequestParameters.From(pairs.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));

    [Fact]
    public void A_code_needs_the_redirect_uri_it_was_sent_to()
    {
        var issued = new IssuedCode("https://ehr.example/cb", CodeChallenge: null);

        Assert.Null(new AuthorizationCodeGrant("c", "https://ehr.example/cb", CodeVerifier: null).FirstBroken(issued));
        Assert.Equal("invalid_grant", new AuthorizationCodeGrant("c", "https://ehr.example/cb/", CodeVerifier: null).FirstBroken(issued)?.Code);
        Assert.Equal("invalid_grant", new AuthorizationCodeGrant("c", RedirectUri: null, CodeVerifier: null).FirstBroken(issued)?.Code);
    }

    [Fact]
    public void A_request_without_its_token_is_malformed()
    {
        Assert.True(AuthorizationCodeGrant.Parse(Form(("code", ""))).IsBroken(out var code, out _));
        Assert.True(RefreshTokenGrant.Parse(Form()).IsBroken(out var refresh, out _));
        Assert.Equal(("invalid_request", "invalid_request"), (code.Code, refresh.Code));
    }

    [Fact]
    public void A_code_sent_twice_is_malformed()
    {
        Assert.True(AuthorizationCodeGrant.Parse(Form(("code", "a"), ("code", "b"))).IsBroken(out var error, out _));
        Assert.Equal("invalid_request", error.Code);
    }

    [Theory]
    [InlineData("", "openid profile")]
    [InlineData("openid", "openid")]
    [InlineData("openid email", "invalid_scope")]
    public void A_refresh_may_narrow_and_never_widen(string asked, string result)
    {
        Assert.False(RefreshTokenGrant.Parse(Form(("refresh_token", "t"), ("scope", asked))).IsBroken(out _, out var grant));

        Assert.Equal(result, grant.Narrow(Scope.Of(["openid", "profile"])).IsBroken(out var error, out var scope) ? error.Code : scope.ToString());
    }

    [Theory]
    [InlineData(true, false, "openid", RefreshKind.None)]
    [InlineData(true, false, "openid offline_access", RefreshKind.Offline)]
    [InlineData(true, true, "openid", RefreshKind.WithinSession)]
    [InlineData(true, true, "openid offline_access", RefreshKind.Offline)]
    [InlineData(false, true, "openid offline_access", RefreshKind.None)]
    public void Client_and_scope_decide_on_a_refresh_token(bool mayRefresh, bool withinSession, string scope, RefreshKind kind) =>
        Assert.Equal(kind, RefreshTokenGrant.KindFor(
            Requests.Client with { GrantTypes = mayRefresh ? [GrantType.AuthorizationCode, GrantType.RefreshToken] : [GrantType.AuthorizationCode], RefreshesWithinSession = withinSession }, Scope.Parse(scope)!));
}
