namespace IdentityProvider.Protocol.Tests;

public class Fapi2Tests
{
    private static readonly Client Good = Requests.Client with
    {
        Profile = SecurityProfile.Fapi2,
        AuthMethod = ClientAuthMethod.PrivateKeyJwt,
        IdTokenAlgorithm = "PS256",
        AccessTokenAlgorithm = "ES256",
    };

    [Fact]
    public void A_client_registered_as_the_profile_asks_is_served() => Assert.Null(Fapi2.FirstBroken(Good));

    [Theory]
    [InlineData(ClientAuthMethod.None)]
    [InlineData(ClientAuthMethod.ClientSecretBasic)]
    [InlineData(ClientAuthMethod.ClientSecretPost)]
    public void A_client_without_a_key_is_not(ClientAuthMethod method) => Assert.Equal("unauthorized_client", Fapi2.FirstBroken(Good with { AuthMethod = method })?.Code);

    [Theory]
    [InlineData("RS256", "ES256")]
    [InlineData("ES256", "RS256")]
    [InlineData("ES384", "ES256")]
    [InlineData("none", "ES256")]
    public void Tokens_signed_otherwise_are_not_given(string idTokens, string accessTokens) =>
        Assert.Equal("unauthorized_client", Fapi2.FirstBroken(Good with { IdTokenAlgorithm = idTokens, AccessTokenAlgorithm = accessTokens })?.Code);

    [Fact]
    public void Nobody_else_is_held_to_it() => Assert.Null(Fapi2.FirstBroken(Requests.Client));
}
