using IdentityProvider.Codes;

namespace IdentityProvider.Tests.Codes;

public class OneTimeCodeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Right = [1, 1, 1, 1];
    private static readonly byte[] Wrong = [9, 9, 9, 9];

    private readonly OneTimeCode _code = new(
        Guid.Empty, Guid.Empty, new SealedCode(Right, [7], Length: 6), TimeSpan.FromMinutes(10), Noon);

    [Fact]
    public void The_right_code_is_accepted_once()
    {
        Assert.Equal(CodeCheck.Accepted, _code.Check(Right, Noon));
        Assert.Equal(CodeCheck.UsedUp, _code.Check(Right, Noon));
    }

    [Fact]
    public void Another_code_is_wrong() => Assert.Equal(CodeCheck.Wrong, _code.Check(Wrong, Noon));

    [Theory]
    [InlineData(599, CodeCheck.Accepted)]
    [InlineData(600, CodeCheck.Late)]
    [Trait("Row", "EN5")]
    public void EN5_a_code_lives_for_its_lifetime_and_not_a_second_longer(int secondsLater, CodeCheck expected) =>
        Assert.Equal(expected, _code.Check(Right, Noon.AddSeconds(secondsLater)));

    [Theory]
    [InlineData(39, CodeCheck.Late)]
    [InlineData(40, CodeCheck.Wrong)]
    public void PF5_a_right_code_is_late_for_half_an_hour_and_then_nothing(int minutesLater, CodeCheck expected) =>
        Assert.Equal(expected, _code.Check(Right, Noon.AddMinutes(minutesLater)));

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void B6_the_digits_are_repeated_while_half_of_their_life_is_left(int secondsLater, bool repeats) =>
        Assert.Equal(repeats, _code.MayRepeat(Noon.AddSeconds(secondsLater)));

    [Fact]
    public void A_used_code_keeps_no_digits()
    {
        _code.Check(Right, Noon);

        Assert.Null(_code.DigitsEncrypted);
        Assert.False(_code.MayRepeat(Noon));
    }

    [Fact]
    public void An_ended_code_is_wrong_and_keeps_no_digits()
    {
        _code.End(Noon);

        Assert.Equal(CodeCheck.Wrong, _code.Check(Right, Noon));
        Assert.Null(_code.DigitsEncrypted);
    }
}
