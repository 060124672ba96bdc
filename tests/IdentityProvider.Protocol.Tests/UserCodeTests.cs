namespace IdentityProvider.Protocol.Tests;

public class UserCodeTests
{
    [Fact]
    public void It_has_no_vowels_no_digits_and_reads_back()
    {
        var codes = Enumerable.Range(0, 200).Select(_ => UserCode.Draw()).ToList();

        Assert.All(codes, code => Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", UserCode.Show(code)));
        Assert.All(codes, code => Assert.Equal(code, UserCode.Normalize(UserCode.Show(code).ToLowerInvariant())));
        Assert.Equal(200, codes.Distinct().Count());
    }

    [Theory]
    [InlineData("BCDF-GHJK", "BCDFGHJK")]
    [InlineData(" bcdf ghjk ", "BCDFGHJK")]
    [InlineData("bcdf–ghjk", "BCDFGHJK")]
    [InlineData("BCDF-GHJ", null)]
    [InlineData("BCDF-GHJKL", null)]
    [InlineData("ACDF-GHJK", null)]
    [InlineData("' or 1=1", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Case_spaces_and_hyphens_do_not_matter_and_everything_else_does(string? typed, string? code) => Assert.Equal(code, UserCode.Normalize(typed));
}
