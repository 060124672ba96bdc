using System.Text.RegularExpressions;
using IdentityProvider.Clinics;
using IdentityProvider.Connect;
using IdentityProvider.Tests.Architecture;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IdentityProvider.Tests.Docs;

/// <summary>docs/rows.md says of every product row with which settings, on which pages and by which tests it stands; all of it exists.</summary>
public partial class RowsDocumentTests
{
    private static readonly string[] Rows =
    [
        .. Numbered("PF", 17), .. Numbered("EN", 6), .. Numbered("TA", 9), .. Numbered("B", 8), "B10", "B11",
    ];

    private static readonly Lazy<IReadOnlyList<string[]>> Table = new(() =>
    [
        .. Repository.Read("docs/rows.md").Split('\n').Where(line => RowLine().IsMatch(line)).Select(line => line.Trim('|', ' ').Split(" | ")),
    ]);

    private static readonly Lazy<ILookup<string, string>> TestsByRow = new(() => TestsIn("tests/"));
    private static readonly Lazy<ILookup<string, string>> WalksByRow = new(() => TestsIn("tests/IdentityProvider.BrowserTests/"));

    private static readonly Lazy<HashSet<string>> Pages = new(() =>
    [
        .. Repository.Files.Where(file => file.EndsWith(".cshtml", StringComparison.Ordinal))
            .SelectMany(file => PageDirective().Matches(Repository.Read(file)).Select(match => match.Groups["route"].Value)),
        .. ConnectEndpoints.Described.Select(route => route.Path),
    ]);

    [Fact]
    public void Every_row_stands_there_once() =>
        Assert.Equal(Rows.Order(StringComparer.Ordinal), Table.Value.Select(cells => cells[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_setting_exists() => Finding.None(
        from cells in Table.Value
        from setting in Quoted().Matches(cells[1]).Select(match => match.Groups["text"].Value)
        where typeof(ClinicPolicy).GetProperty(setting) is null && !Repository.Read("docs/configuration.md").Contains($"`{setting}`", StringComparison.Ordinal)
        select new Finding("docs/rows.md", 0, $"{cells[0]} names the setting {setting}, which neither the clinic's policy nor the configuration has"));

    [Fact]
    public void Every_page_exists() => Finding.None(
        from cells in Table.Value
        from page in Quoted().Matches(cells[2]).Select(match => match.Groups["text"].Value)
        where !Pages.Value.Contains(page)
        select new Finding("docs/rows.md", 0, $"{cells[0]} names {page}, which is no page"));

    [Fact]
    public void Every_row_has_a_test_and_every_test_named_carries_the_row() => Finding.None(
        from cells in Table.Value
        let named = Quoted().Matches(cells[3]).Select(match => match.Groups["text"].Value).ToList()
        from problem in named.Count == 0
            ? ["names no test"]
            : named.Except(TestsByRow.Value[cells[0]]).Select(test => $"names {test}, which does not exist or does not carry [Trait(\"Row\", \"{cells[0]}\")]")
        select new Finding("docs/rows.md", 0, $"{cells[0]} {problem}"));

    // Fail-over and budgets are on no page: nobody who signs in sees them.
    [Fact]
    public void Every_row_with_a_page_names_the_test_that_walks_it_in_a_browser() => Finding.None(
        from cells in Table.Value
        where cells[0] != "B10"
        where !Quoted().Matches(cells[3]).Select(match => match.Groups["text"].Value).Intersect(WalksByRow.Value[cells[0]]).Any()
        select new Finding("docs/rows.md", 0, $"{cells[0]} names no browser test that carries the row"));

    [Fact]
    public void A_row_that_a_test_carries_is_a_row() =>
        Assert.Empty(TestsByRow.Value.Select(group => group.Key).Except(Table.Value.Select(cells => cells[0])));

    private static IEnumerable<string> Numbered(string letters, int last) => Enumerable.Range(1, last).Select(number => $"{letters}{number}");

    private static ILookup<string, string> TestsIn(string folder) => CSharpSources.All.Trees
        .Where(tree => tree.FilePath.StartsWith(folder, StringComparison.Ordinal))
        .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
        .SelectMany(method => RowsOf(method).Select(row => (row, name: method.Identifier.ValueText)))
        .ToLookup(pair => pair.row, pair => pair.name, StringComparer.Ordinal);

    // On the method, or on its class for all of them.
    private static IEnumerable<string> RowsOf(MethodDeclarationSyntax method) =>
        method.AttributeLists.Concat((method.Parent as ClassDeclarationSyntax)?.AttributeLists ?? [])
            .SelectMany(list => list.Attributes)
            .Select(attribute => TraitText().Match(attribute.ToString())).Where(match => match.Success).Select(match => match.Groups["row"].Value);

    [GeneratedRegex(@"^\| (PF|EN|TA|B)\d+ \| ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowLine();

    [GeneratedRegex(@"`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^@page ""(?<route>[^""]+)""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PageDirective();

    [GeneratedRegex(@"^Trait\(""Row"", ""(?<row>\w+)""\)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TraitText();
}
