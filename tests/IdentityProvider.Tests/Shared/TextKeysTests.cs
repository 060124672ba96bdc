using System.Text.RegularExpressions;
using System.Xml.Linq;
using IdentityProvider.Tests.Architecture;

namespace IdentityProvider.Tests.Shared;

/// <summary>A page that asks for a text nobody wrote would show its key to people.</summary>
public partial class TextKeysTests
{
    [Fact]
    public void Every_key_that_is_asked_for_has_a_text() => Finding.None(
        from file in Sources()
        from key in Asked(Repository.Read(file))
        where !Keys().Any(key.IsMatch)
        select new Finding(file, 0, $"no text has the key {key}"));

    [Fact]
    public void Every_text_is_asked_for_somewhere()
    {
        var asked = Sources().SelectMany(file => Mentioned(Repository.Read(file))).ToList();

        Finding.None(Keys().Where(key => !asked.Any(pattern => pattern.IsMatch(key)))
            .Select(key => new Finding(key, 0, "is a text that no page and no code asks for")));
    }

    private static IEnumerable<string> Sources() =>
        Repository.FilesIn("src/IdentityProvider", ".cs").Concat(Repository.FilesIn("src/IdentityProvider", ".cshtml"));

    private static IReadOnlyList<string> Keys() => [.. Repository.FilesIn("src/IdentityProvider", ".resx")
        .SelectMany(file => XDocument.Parse(Repository.Read(file)).Root!.Elements("data").Select(data => data.Attribute("name")!.Value))
        .Distinct(StringComparer.Ordinal)];

    // S["Key"], T[$"Error.{kind}.Title", …], texts.Html("Key", …). What stands in braces matches any one part of a key.
    private static IEnumerable<Regex> Asked(string text) => AskedFor().Matches(text).Select(m => Pattern(m.Groups["key"].Value));

    // Keys are also chosen in code and handed on, so any string that looks like a key counts.
    private static IEnumerable<Regex> Mentioned(string text) => LooksLikeKey().Matches(text).Select(m => Pattern(m.Groups["key"].Value));

    private static Regex Pattern(string key) =>
        new($"^{string.Join("[A-Za-z0-9]+", InBraces().Split(key).Select(Regex.Escape))}$", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex("\\b([ST]|SignInT|texts)(\\[|\\.Html\\()\\$?\"(?<key>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AskedFor();

    [GeneratedRegex("\"(?<key>([A-Z][A-Za-z0-9]*|\\{[^}\"]+\\}(?=\\.))(\\.([A-Za-z0-9]+|\\{[^}\"]+\\}))*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LooksLikeKey();

    [GeneratedRegex("\\{[^}]*\\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InBraces();
}
