using System.Text.RegularExpressions;
using IdentityProvider.Shared;
using IdentityProvider.Tests.Architecture;

namespace IdentityProvider.Tests.Shared;

public partial class IconsTests
{
    [Fact]
    public void Every_icon_that_a_page_names_is_there() => Assert.Empty(Named().Except(Icons.Names));

    [Fact]
    public void Every_icon_there_is_is_named_somewhere() => Assert.Empty(Icons.Names.Except(Literals()));

    [Fact]
    public void An_icon_is_drawn_without_its_invisible_box_and_hidden_from_screen_readers()
    {
        var drawing = Icons.Draw("check").Value!;

        Assert.Equal(
            "<svg class=\"icon\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.75\" "
            + "stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><path d=\"M5 12l5 5l10 -10\" /></svg>",
            drawing);
    }

    [Fact]
    public void An_unknown_icon_is_a_mistake_that_says_what_to_do() =>
        Assert.Contains("Assets.targets", Assert.Throws<ArgumentException>(() => Icons.Draw("no-such-icon")).Message, StringComparison.Ordinal);

    private static IEnumerable<string> Named() => Repository.FilesIn("src/IdentityProvider", ".cshtml")
        .SelectMany(file => IconAttribute().Matches(Repository.Read(file)).Select(m => m.Groups["name"].Value));

    // Icons are also chosen in code, so any string counts as a mention.
    private static IEnumerable<string> Literals() =>
        Repository.FilesIn("src/IdentityProvider", ".cs").Concat(Repository.FilesIn("src/IdentityProvider", ".cshtml"))
            .SelectMany(file => Literal().Matches(Repository.Read(file)).Select(m => m.Groups["text"].Value));

    [GeneratedRegex("(<icon name|icon)=\"(?<name>[a-z0-9-]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IconAttribute();

    [GeneratedRegex("\"(?<text>[a-z0-9-]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Literal();
}
