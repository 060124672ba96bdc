using IdentityProvider.Factors;

namespace IdentityProvider.Tests.Factors;

public class WrittenCodeTests
{
    [Fact]
    public void A_code_is_drawn_as_long_as_asked_and_written_in_groups()
    {
        var code = WrittenCode.Draw(16);

        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$", code.AsWritten());
        Assert.NotEqual(code.Reveal(), WrittenCode.Draw(16).Reveal());
        Assert.Equal("WrittenCode", code.ToString());
    }

    [Theory]
    [InlineData("ABCD-EFGH-J1")]
    [InlineData(" abcd efgh jl ")]
    [InlineData("ABCD–EFGH—JI")]
    public void What_people_make_of_it_when_they_copy_it_is_read(string typed) => Assert.Equal("ABCDEFGHJ1", WrittenCode.Parse(typed, 10)?.Reveal());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ABCD-EFGH-J")]
    [InlineData("ABCD-EFGH-JKM")]
    [InlineData("ABCD-EFGH-JU")]
    [InlineData("ABCD-EFGH-J!")]
    [InlineData("١٢٣٤٥٦٧٨٩٠")]
    public void What_cannot_be_one_is_none(string? typed) => Assert.Null(WrittenCode.Parse(typed, 10));

    [Fact]
    public void A_page_of_text_is_not_even_looked_at() => Assert.Null(WrittenCode.Parse(new string(' ', 10_000) + "ABCDEFGHJK", 10));
}
