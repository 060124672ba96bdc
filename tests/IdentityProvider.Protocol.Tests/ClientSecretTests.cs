namespace IdentityProvider.Protocol.Tests;

public class ClientSecretTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("the-secret", true)]
    [InlineData("The-secret", false)]
    [InlineData("the-secret ", false)]
    [InlineData("", false)]
    public void Only_the_secret_matches(string presented, bool matches) =>
        Assert.Equal(matches, new ClientSecret(ClientSecret.HashOf("the-secret"), ExpiresAt: null).Matches(presented, Noon));

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void A_replaced_secret_works_until_its_end_and_not_at_it(int seconds, bool matches) =>
        Assert.Equal(matches, new ClientSecret(ClientSecret.HashOf("x"), ExpiresAt: Noon).Matches("x", Noon.AddSeconds(seconds)));

    [Fact]
    public void A_generated_secret_has_256_bits_and_no_twin()
    {
        Assert.Equal(43, ClientSecret.Generate().Length);
        Assert.NotEqual(ClientSecret.Generate(), ClientSecret.Generate());
    }
}
