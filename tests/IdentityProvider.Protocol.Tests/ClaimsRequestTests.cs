namespace IdentityProvider.Protocol.Tests;

public class ClaimsRequestTests
{
    [Fact]
    public void Claims_are_named_for_each_place_and_those_that_do_not_exist_here_are_left_out()
    {
        var read = Read("""{"userinfo":{"name":{"essential":true},"phone_number":null,"made_up":null},"id_token":{"email":null,"auth_time":{"essential":true}},"other":7}""");

        Assert.Equal(["name"], read.Named.UserInfo);
        Assert.Equal(["email"], read.Named.IdToken);
        Assert.Equal("profile email", read.Named.Scopes.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"userinfo":{}}""")]
    [InlineData("""{"id_token":{"acr":null,"sub":{"essential":true}}}""")]
    public void Nothing_in_particular_is_asked_for(string? json)
    {
        var read = Read(json);

        Assert.True(read.Named.IsNone);
        Assert.True(read.Allows("anybody"));
        Assert.False(read.DemandsUnknownAcr);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("null")]
    [InlineData("""{"id_token":1}""")]
    [InlineData("""{"id_token":null}""")]
    [InlineData("""{"userinfo":{"name":"x"}}""")]
    [InlineData("""{"userinfo":{},"userinfo":{"email":null}}""")]
    [InlineData("""{"userinfo":{"name":null,"name":null}}""")]
    [InlineData("""{"id_token":{"sub":{"value":"\ud800"}}}""")]
    [InlineData("""{"id_token":{"\udc00":null}}""")]
    public void What_has_another_shape_is_an_invalid_request(string json) => Assert.Equal("invalid_request", Error(json));

    [Fact]
    public void Depth_is_limited()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200);

        Assert.Equal("invalid_request", Error($$"""{"id_token":{{deep}}}"""));
    }

    [Theory]
    [InlineData("""{"id_token":{"sub":{"value":"ann"}}}""", "ann", true)]
    [InlineData("""{"id_token":{"sub":{"value":"ann"}}}""", "bob", false)]
    [InlineData("""{"userinfo":{"sub":{"values":["ann","bob"]}}}""", "bob", true)]
    [InlineData("""{"userinfo":{"sub":{"values":["ann","bob"]}}}""", "eve", false)]
    public void A_subject_can_be_named(string json, string user, bool allowed) => Assert.Equal(allowed, Read(json).Allows(user));

    [Theory]
    [InlineData("""{"id_token":{"acr":{"essential":true,"values":["urn:other:x"]}}}""", true)]
    [InlineData("""{"id_token":{"acr":{"essential":true,"values":["urn:other:x","urn:idp:acr:aal2"]}}}""", false)]
    [InlineData("""{"id_token":{"acr":{"essential":true,"value":"urn:idp:acr:aal1-byp"}}}""", true)]
    [InlineData("""{"id_token":{"acr":{"values":["urn:other:x"]}}}""", false)]
    [InlineData("""{"userinfo":{"acr":{"essential":true,"values":["urn:other:x"]}}}""", false)]
    public void An_essential_acr_of_unknown_names_alone_cannot_be_met(string json, bool demands) => Assert.Equal(demands, Read(json).DemandsUnknownAcr);

    [Fact]
    public void A_claim_is_told_only_where_its_scope_is_allowed()
    {
        var named = Read("""{"userinfo":{"name":null,"email":null},"id_token":{"email_verified":null}}""").Named;

        var told = named.Within(Scope.Of(["openid", "profile"]));

        Assert.Equal(["name"], told.UserInfo);
        Assert.Empty(told.IdToken);
    }

    [Fact]
    public void What_a_grant_keeps_is_read_back_and_names_of_another_version_are_not_told()
    {
        var named = Read("""{"userinfo":{"name":null},"id_token":{"email":null}}""").Named;

        var back = ReleasedClaims.FromJson(named.ToJson());

        Assert.Equal(named.UserInfo, back.UserInfo);
        Assert.Equal(named.IdToken, back.IdToken);
        Assert.Null(ReleasedClaims.None.ToJson());
        Assert.True(ReleasedClaims.FromJson("""{"userinfo":["ssn"]}""").IsNone);
    }

    private static string? Error(string json) => ClaimsRequest.Parse(json).IsBroken(out var error, out _) ? error.Code : null;

    private static ClaimsRequest Read(string? json) =>
        ClaimsRequest.Parse(json).IsBroken(out var error, out var request) ? throw new InvalidOperationException(error.Description) : request;
}
