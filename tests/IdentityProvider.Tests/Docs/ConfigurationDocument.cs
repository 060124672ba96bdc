using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IdentityProvider.Tests.Architecture;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IdentityProvider.Tests.Docs;

/// <summary>docs/configuration.md, written from the options classes: each setting with its default, its range and its doc comment.</summary>
internal static partial class ConfigurationDocument
{
    private const string Head = """
        # Configuration

        Written from the options classes; a test keeps it equal to them (`IDP_WRITE_DOCS=1` makes the test write it). Settings come from
        environment variables (`Server__Issuer`), command line (`--Server:Issuer=…`) or `appsettings.json`. A wrong or misspelt value
        stops the start and says which one it is.

        ## `ConnectionStrings`

        | setting | default | range | what it does |
        |---|---|---|---|
        | `ConnectionStrings:IdentityProvider` | required | | The PostgreSQL database, as Npgsql reads it. Without one the provider does not start. |

        """;

    public static string Write(CSharpSources sources)
    {
        var classes = sources.Trees.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()).ToList();
        var byName = classes.ToLookup(type => type.Identifier.ValueText);
        var text = new StringBuilder(Head);
        foreach (var (section, type) in classes.Select(type => (SectionOf(type), type)).Where(s => s.Item1 is not null).OrderBy(s => s.Item1, StringComparer.Ordinal))
        {
            var rows = string.Join('\n', RowsOf(type, section!, byName));
            text.Append(CultureInfo.InvariantCulture, $"\n## `{section}`\n\n{SummaryOf(type)}\n\n| setting | default | range | what it does |\n|---|---|---|---|\n{rows}\n");
        }

        return text.ToString().Replace("\r", "", StringComparison.Ordinal);
    }

    private static string? SectionOf(ClassDeclarationSyntax type) => type.Members.OfType<FieldDeclarationSyntax>()
        .Where(field => field.Modifiers.Any(SyntaxKind.ConstKeyword))
        .SelectMany(field => field.Declaration.Variables)
        .FirstOrDefault(variable => variable.Identifier.ValueText == "Section")?.Initializer?.Value is LiteralExpressionSyntax literal
        ? literal.Token.ValueText
        : null;

    private static IEnumerable<string> RowsOf(ClassDeclarationSyntax type, string path, ILookup<string, ClassDeclarationSyntax> classes)
    {
        foreach (var property in type.Members.OfType<PropertyDeclarationSyntax>().Where(p => p.Modifiers.Any(SyntaxKind.PublicKeyword) && p.AccessorList is not null))
        {
            var setting = $"{path}:{property.Identifier.ValueText}";
            if (classes[property.Type.ToString()].FirstOrDefault() is { } nested)
            {
                // A part with a section of its own has a table of its own.
                foreach (var row in SectionOf(nested) is null ? RowsOf(nested, setting, classes) : [])
                {
                    yield return MergeSummaries(row, property);
                }

                continue;
            }

            var name = property.Type.ToString().StartsWith("IDictionary", StringComparison.Ordinal) ? setting + ":<id>" : setting;
            yield return $"| `{name}` | {DefaultOf(property)} | {RangeOf(property)} | {SummaryOf(property)} |";
        }
    }

    // For a small part used many times (a budget's limit), the part says how and the property says for what; its default stands at the property.
    private static string MergeSummaries(string row, PropertyDeclarationSyntax property)
    {
        var cells = row.Trim('|', ' ').Split(" | ");
        var member = cells[0].Trim('`').Split(':')[^1];
        var given = property.Initializer?.DescendantNodes().OfType<AssignmentExpressionSyntax>()
            .FirstOrDefault(a => a.Left.ToString() == member)?.Right.ToString().Replace("_", "", StringComparison.Ordinal);
        var standard = given is not null ? $"`{given}`" : cells[1] is "" ? "`false`" : cells[1];
        return $"| {cells[0]} | {standard} | {cells[2]} | {SummaryOf(property)} {cells[3]} |";
    }

    private static string DefaultOf(PropertyDeclarationSyntax property) => property.Initializer?.Value.ToString() switch
    {
        "\"\"" when Has(property, "Required") => "required",
        null or "\"\"" => property.Type.ToString() switch
        {
            "bool" => "`false`",
            "int" => "`0`",
            _ => "",
        },
        var value when value.StartsWith("TimeSpan.From", StringComparison.Ordinal) => $"`{Spelled(value)}`",
        var value when value.StartsWith("new Dictionary", StringComparison.Ordinal) => "required",
        var value => $"`{value.Replace("new(", "", StringComparison.Ordinal).TrimEnd(')').Trim('"').Replace("_", "", StringComparison.Ordinal)}`",
    };

    // TimeSpan.FromMinutes(30) as the configuration writes it: 00:30:00.
    private static string Spelled(string expression)
    {
        var number = double.Parse(Number().Match(expression).Value, CultureInfo.InvariantCulture);
        var unit = expression["TimeSpan.From".Length..expression.IndexOf('(', StringComparison.Ordinal)];
        var span = unit switch
        {
            "Seconds" => TimeSpan.FromSeconds(number),
            "Minutes" => TimeSpan.FromMinutes(number),
            "Hours" => TimeSpan.FromHours(number),
            "Days" => TimeSpan.FromDays(number),
            "Milliseconds" => TimeSpan.FromMilliseconds(number),
            _ => throw new InvalidOperationException($"Teach ConfigurationDocument to spell {expression}."),
        };
        return span.ToString("c", CultureInfo.InvariantCulture);
    }

    private static string RangeOf(PropertyDeclarationSyntax property)
    {
        var range = property.AttributeLists.SelectMany(list => list.Attributes).FirstOrDefault(a => a.Name.ToString() == "Range");
        return range is null
            ? ""
            : string.Join(" – ", range.ArgumentList!.Arguments.Select(a => a.ToString()).Where(a => !a.StartsWith("typeof", StringComparison.Ordinal))
                .Select(a => a.Trim('"').Replace("_", "", StringComparison.Ordinal)));
    }

    private static bool Has(PropertyDeclarationSyntax property, string attribute) =>
        property.AttributeLists.SelectMany(list => list.Attributes).Any(a => a.Name.ToString() == attribute);

    private static string SummaryOf(MemberDeclarationSyntax member)
    {
        var comment = string.Join(' ', member.GetLeadingTrivia().ToFullString().Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("///", StringComparison.Ordinal)).Select(line => line[3..].Trim()));
        var summary = Summary().Match(comment).Groups["text"].Value;
        return See().Replace(summary, match => $"`{match.Groups["name"].Value.Split('.')[^1]}`")
            .Replace("<c>", "`", StringComparison.Ordinal).Replace("</c>", "`", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Trim();
    }

    [GeneratedRegex("<summary>(?<text>.*?)</summary>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Summary();

    [GeneratedRegex("<see(also)? cref=\"(?<name>[^\"(]+)[^\"]*\"\\s*/>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex See();

    [GeneratedRegex(@"\d+(\.\d+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
