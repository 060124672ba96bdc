using System.Text.RegularExpressions;
using IdentityProvider.Connect;
using IdentityProvider.Tests.Architecture;

namespace IdentityProvider.Tests.Docs;

/// <summary>docs/protocol.md has a row for every URL of the route table and none besides. That its files and tests exist is asked of every document.</summary>
public partial class ProtocolDocumentTests
{
    [Fact]
    public void Its_urls_are_those_of_the_route_table()
    {
        var written = Rows("## URLs").Select(cells => $"{cells[0].Trim('`')} {cells[1]} {cells[2]}");
        var mapped = ConnectEndpoints.Described.Select(route => $"{route.Path} {route.Methods} {route.Specification}");

        Assert.Equal(mapped.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("## URLs", 10)]
    [InlineData("## Rules", 15)]
    public void Every_row_names_a_file_and_a_test(string heading, int atLeast)
    {
        var rows = Rows(heading);

        Assert.True(rows.Count >= atLeast, $"{heading} has {rows.Count} rows.");
        Assert.All(rows, cells => Assert.Matches(File(), cells[^2]));
        Assert.All(rows, cells => Assert.Matches(Test(), cells[^1]));
    }

    private static List<string[]> Rows(string heading) =>
    [
        .. Repository.Read("docs/protocol.md").Split('\n').SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(line => line.Trim('|', ' ').Split(" | ")),
    ];

    [GeneratedRegex(@"^`[\w./]+\.cs`$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex File();

    [GeneratedRegex(@"^`[A-Z]\w+_\w+`(, `[A-Z]\w+_\w+`)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Test();
}
