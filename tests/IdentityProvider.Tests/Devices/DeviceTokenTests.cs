using IdentityProvider.Devices;

namespace IdentityProvider.Tests.Devices;

public class DeviceTokenTests
{
    [Fact]
    public void What_the_browser_sends_back_is_what_it_was_sent()
    {
        var token = DeviceToken.Draw();

        var back = DeviceToken.Parse(token.Reveal());

        Assert.Equal(token.Selector, back?.Selector);
        Assert.Equal(token.VerifierHash(), back?.VerifierHash());
    }

    [Fact]
    public void A_renewed_token_finds_the_same_row_by_another_verifier()
    {
        var token = DeviceToken.Draw();
        var fresh = token.Renew();

        Assert.Equal(token.Selector, fresh.Selector);
        Assert.NotEqual(token.VerifierHash(), fresh.VerifierHash());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA.short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.A")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA=A.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAA++.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAA AAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_cookie_that_no_token_looks_like_is_none(string? cookie) => Assert.Null(DeviceToken.Parse(cookie));

    [Fact]
    public void A_token_says_nothing_of_itself() => Assert.Equal("DeviceToken", $"{DeviceToken.Draw()}");
}
