using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IdentityProvider.Tests.Architecture;

/// <summary>Every sentence stands in English and in Spanish, with the same gaps to fill.</summary>
public partial class ResourceTests
{
    [Fact]
    [Trait("Row", "B11")]
    public void Every_sentence_stands_in_both_languages() => Finding.None(
        Repository.FilesIn("src", ".resx").Where(IsEnglish).SelectMany(file => Compare(
            file, Repository.Read(file), Repository.Has(SpanishOf(file)) ? Repository.Read(SpanishOf(file)) : "<root/>")));

    [Fact]
    public void No_spanish_file_stands_alone() => Finding.None(
        Repository.FilesIn("src", ".es.resx").Where(f => !Repository.Has(f.Replace(".es.resx", ".resx", StringComparison.Ordinal)))
            .Select(f => new Finding(f, 0, "has no English file beside it")));

    [Theory]
    [InlineData("Hello", "Hola", 0)]
    [InlineData("{0} left of {1}", "de {1} quedan {0}", 0)]
    [InlineData("{0} left", "quedan", 1)]
    [InlineData("Hello", "", 1)]
    [InlineData("Hello", null, 1)]
    public void A_sentence_that_differs_in_its_gaps_or_is_missing_is_found(string english, string? spanish, int findings) =>
        Assert.Equal(findings, Compare("A.resx", Resx(english), spanish is null ? "<root/>" : Resx(spanish)).Count());

    [Fact]
    public void A_sentence_only_in_spanish_is_found() => Assert.Single(Compare("A.resx", "<root/>", Resx("Hola")));

    private static IEnumerable<Finding> Compare(string file, string english, string spanish)
    {
        var (en, es) = (Parse(english), Parse(spanish));
        var missing = en.Keys.Except(es.Keys).Select(key => $"{key} has no Spanish text");
        var extra = es.Keys.Except(en.Keys).Select(key => $"{key} stands only in Spanish");
        var empty = es.Where(p => p.Value.Trim().Length == 0).Select(p => $"{p.Key} is empty in Spanish");
        var gaps = en.Where(p => es.GetValueOrDefault(p.Key) is { Length: > 0 } other && !Gaps(p.Value).SetEquals(Gaps(other)))
            .Select(p => $"{p.Key} has other gaps in Spanish: {p.Value} | {es[p.Key]}");
        return missing.Concat(extra).Concat(empty).Concat(gaps).Select(advice => new Finding(file, 0, advice));
    }

    private static bool IsEnglish(string file) => !file.EndsWith(".es.resx", StringComparison.Ordinal);

    private static string SpanishOf(string file) => file.Replace(".resx", ".es.resx", StringComparison.Ordinal);

    private static Dictionary<string, string> Parse(string resx) => XDocument.Parse(resx).Root!.Elements("data")
        .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")?.Value ?? "", StringComparer.Ordinal);

    private static HashSet<string> Gaps(string text) => [.. Gap().Matches(text).Select(m => m.Groups["number"].Value)];

    private static string Resx(string value) => $"<root><data name=\"Key\"><value>{value}</value></data></root>";

    [GeneratedRegex(@"\{(?<number>\d+)[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Gap();
}
