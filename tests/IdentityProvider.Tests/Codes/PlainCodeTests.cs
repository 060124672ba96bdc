using IdentityProvider.Codes;

namespace IdentityProvider.Tests.Codes;

public class PlainCodeTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    public void A_drawn_code_has_the_length_asked_for_and_digits_only(int length) =>
        Assert.All(Enumerable.Range(0, 200).Select(_ => PlainCode.Draw(length).Reveal()), digits =>
        {
            Assert.Equal(length, digits.Length);
            Assert.All(digits, c => Assert.True(char.IsAsciiDigit(c)));
        });

    // 1,000 draws without a leading zero happen by chance once in 10^45 runs.
    [Fact]
    public void A_leading_zero_is_a_digit_like_any_other() =>
        Assert.Contains(Enumerable.Range(0, 1000), _ => PlainCode.Draw(6).Reveal()[0] == '0');

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    public void A_length_nobody_may_choose_is_not_drawn(int length) => Assert.Throws<ArgumentOutOfRangeException>(() => PlainCode.Draw(length));

    [Theory]
    [InlineData("012345", "012345")]
    [InlineData(" 012345\n", "012345")]
    [InlineData("012 345", "012345")]
    [InlineData("012-345", "012345")]
    [InlineData("012\u2013345", "012345")]
    [InlineData("#012345", "012345")]
    [InlineData("# 012 345", "012345")]
    [InlineData("0 1 2 3 4 5 6 7", "01234567")]
    [InlineData("01234", "01234")]
    public void What_people_type_and_paste_around_the_digits_is_tolerated(string typed, string digits) =>
        Assert.Equal(digits, PlainCode.Parse(typed)?.Reveal());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("1234")]
    [InlineData("123456789")]
    [InlineData("12345a")]
    [InlineData("##012345")]
    [InlineData("012345#")]
    [InlineData("1.23456")]
    [InlineData("\u0661\u0662\u0663\u0664\u0665\u0666")]
    [InlineData("0123\0045")]
    public void What_cannot_be_a_code_is_none(string? typed) => Assert.Null(PlainCode.Parse(typed));

    [Fact]
    public void A_code_says_nothing_of_itself()
    {
        var code = PlainCode.Parse("012345")!;

        Assert.DoesNotContain("012345", $"{code}", StringComparison.Ordinal);
    }
}
