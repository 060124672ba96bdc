namespace IdentityProvider.Protocol.Tests;

public class PkceTests
{
    // RFC 7636 appendix B
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Fact]
    public void The_challenge_is_that_of_the_RFC() => Assert.Equal(Challenge, Pkce.ChallengeFor(Verifier));

    [Theory]
    [InlineData(Challenge, Verifier, true)]
    [InlineData(null, null, true)]
    [InlineData(Challenge, null, false)]
    [InlineData(null, Verifier, false)]
    [InlineData(Challenge, Challenge, false)]
    [InlineData(Challenge, Verifier + " ", false)]
    [InlineData(Challenge, "abc", false)]
    public void A_code_with_a_challenge_needs_the_verifier_and_one_without_must_not_get_one(string? challenge, string? verifier, bool accepted) =>
        Assert.Equal(accepted ? null : "invalid_grant", Pkce.Check(challenge, verifier)?.Code);

    [Theory]
    [InlineData(42, false)]
    [InlineData(43, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_verifier_has_43_to_128_characters(int length, bool good) => Assert.Equal(good, Pkce.IsVerifier(new string('a', length)));

    [Theory]
    [InlineData(' ')]
    [InlineData('+')]
    [InlineData('é')]
    public void A_verifier_has_unreserved_characters_only(char other) => Assert.False(Pkce.IsVerifier(new string('a', 42) + other));
}
