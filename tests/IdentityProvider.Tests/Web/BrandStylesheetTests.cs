using IdentityProvider.Web;

namespace IdentityProvider.Tests.Web;

public class BrandStylesheetTests
{
    [Theory]
    [InlineData("#24405e", "/brand/24405e.css")]
    [InlineData("#FFEE00", "/brand/ffee00.css")]
    [InlineData("24405e", null)]
    [InlineData("#24405", null)]
    [InlineData("#24405g", null)]
    [InlineData("#24405e}", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Only_a_colour_gets_a_stylesheet(string? color, string? path) => Assert.Equal(path, BrandStylesheet.PathFor(color));

    [Theory]
    [InlineData("24405e", "#fff")]
    [InlineData("ffee00", "#000")]
    [InlineData("777777", "#000")]
    public void The_text_on_it_is_the_one_that_can_be_read(string color, string text) =>
        Assert.Equal($":root, [data-bs-theme] {{ --idp-brand: #{color}; --idp-brand-fg: {text}; }}\n", BrandStylesheet.CssFor(color));
}
