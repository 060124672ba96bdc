namespace IdentityProvider.Protocol.Tests;

public class IntrospectionResponseTests
{
    [Fact]
    public void A_token_that_does_not_work_is_inactive_and_nothing_else() => Assert.Equal(["active"], IntrospectionResponse.Inactive.Keys);

    [Fact]
    public void A_token_that_works_says_what_it_says_but_not_which_grant_it_came_from()
    {
        var claims = new AccessToken("https://idp.example", Requests.Client with { ServesEveryClinic = true }, Scope.Of(["reports"]), new TargetResources(["urn:a", "urn:b"]), DateTimeOffset.UnixEpoch)
        {
            KeyThumbprint = "k",
        }.ToClaims(Guid.Empty).Append(KeyValuePair.Create("grant_id", (object)"x"));

        var answer = IntrospectionResponse.Active(claims, "DPoP");

        Assert.Equal(
            ["active", "aud", "client_id", "cnf", "exp", "iat", "iss", "jti", "scope", "sub", "token_type"], answer.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(true, answer["active"]);
        Assert.Equal(300L, answer["exp"]);
        Assert.Equal("k", ((IReadOnlyDictionary<string, object>)answer["cnf"])["jkt"]);
    }

    [Theory]
    [InlineData("ehr", false, true)]
    [InlineData("other", false, false)]
    [InlineData("other", true, true)]
    public void A_client_may_know_its_own_tokens_and_all_if_an_operator_says_so(string owner, bool all, bool may) =>
        Assert.Equal(may, IntrospectionResponse.MayKnow(Requests.Client with { MayIntrospectAll = all }, owner));

    [Theory]
    [InlineData("ehr", false, true)]
    [InlineData("ehr", true, false)]
    [InlineData("other", false, false)]
    public void A_refresh_token_is_nobodys_business_but_its_clients_whatever_an_operator_says(string owner, bool byToken, bool may) =>
        Assert.Equal(may, IntrospectionResponse.MayKnowOfRefresh(Requests.Client with { MayIntrospectAll = true }, owner, byToken));
}
