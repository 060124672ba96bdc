using System.Text.RegularExpressions;
using IdentityProvider.SignIn;
using IdentityProvider.Tests.Architecture;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IdentityProvider.Tests.Docs;

/// <summary>A document that names a file, a test or a step names one that exists; what can be written from the code is equal to it.</summary>
public partial class DocumentTests
{
    private static readonly string[] Roots = ["", "src/IdentityProvider/", "src/", "tests/", "tests/IdentityProvider.Tests/", "docs/", "src/Samples.Ehr/", "src/Samples.Portal/", "src/Samples.SmartApp/"];

    private static readonly Lazy<HashSet<string>> TestNames = new(() =>
    [
        .. CSharpSources.All.Trees.Where(tree => tree.FilePath.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()).Select(method => method.Identifier.ValueText),
    ]);

    [Fact]
    public void Every_link_leads_somewhere() => Finding.None(
        from document in Documents
        from match in Link().Matches(Repository.Read(document)).Cast<Match>()
        let target = match.Groups["target"].Value.Split('#')[0]
        where target.Length > 0 && !Repository.Has(Path.Combine(Path.GetDirectoryName(document)!, target))
        select new Finding(document, LineOf(document, match.Index), $"links to {target}, which does not exist"));

    [Fact]
    public void Every_file_that_is_named_exists() => Finding.None(
        from document in Documents
        from match in NamedFile().Matches(Repository.Read(document)).Cast<Match>()
        let file = match.Groups["file"].Value
        where !Exists(file)
        select new Finding(document, LineOf(document, match.Index), $"names {file}, which does not exist: follow the code"));

    [Fact]
    public void Every_test_that_is_named_exists() => Finding.None(
        from document in Documents
        from match in NamedTest().Matches(Repository.Read(document)).Cast<Match>()
        where !TestNames.Value.Contains(match.Groups["test"].Value)
        select new Finding(document, LineOf(document, match.Index), $"names the test {match.Groups["test"].Value}, which does not exist"));

    [Fact]
    public void Every_threat_names_a_file_and_a_test() => Finding.None(
        from line in Repository.Read("docs/threats.md").Split('\n').Select((text, index) => (text, number: index + 1))
        where line.text.StartsWith("| ", StringComparison.Ordinal) && !line.text.StartsWith("| threat", StringComparison.Ordinal)
        where !NamedFile().IsMatch(line.text) || !NamedTest().IsMatch(line.text)
        select new Finding("docs/threats.md", line.number, "has no file or no test that exists: a threat is held by both"));

    [Fact]
    public void The_steps_of_the_document_are_the_steps_of_the_code()
    {
        var written = StepRow().Matches(Repository.Read("docs/sign-in.md")).Select(match => match.Groups["step"].Value);

        Assert.Equal(SignInSteps.InOrder.Select(step => step.Name), written);
    }

    [Fact]
    public void The_settings_of_the_document_are_the_settings_of_the_code() =>
        IsWritten("docs/configuration.md", ConfigurationDocument.Write(CSharpSources.Program));

    [Fact]
    public void The_messages_of_the_document_are_what_people_are_sent() => IsWritten("docs/messages.md", MessagesDocument.Write());

    [Theory]
    [InlineData("see `Codes/NoSuch.cs`", 1)]
    [InlineData("see `Storage/IdpDbContext.cs` and `src/IdentityProvider/Program.cs`", 0)]
    [InlineData("see `Steps/{Name}.cs` or `…Options.cs`", 0)]
    public void A_named_file_that_is_gone_is_found(string text, int found) =>
        Assert.Equal(found, NamedFile().Matches(text).Count(match => !Exists(match.Groups["file"].Value)));

    [Fact]
    public void A_named_test_that_is_gone_is_found()
    {
        Assert.DoesNotContain(NamedTest().Match("held by `No_such_test_anywhere`").Groups["test"].Value, TestNames.Value);
        Assert.Contains(NamedTest().Match($"`{nameof(A_named_test_that_is_gone_is_found)}`").Groups["test"].Value, TestNames.Value);
    }

    private static void IsWritten(string document, string expected)
    {
        if (Environment.GetEnvironmentVariable("IDP_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, document), expected);
        }

        Assert.Equal(expected, Repository.Read(document));
    }

    private static IEnumerable<string> Documents => Repository.Files.Where(file =>
        file.EndsWith(".md", StringComparison.Ordinal) && (file.StartsWith("docs/", StringComparison.Ordinal) || !file.Contains('/', StringComparison.Ordinal)));

    // What ./dev writes under .dev is nobody's source.
    private static bool Exists(string file) => file.StartsWith(".dev/", StringComparison.Ordinal) || Roots.Any(root => Repository.Has(root + file));

    private static int LineOf(string document, int index) => Repository.Read(document).AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex(@"\]\((?!https?:|mailto:)(?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    // A path in code quotes: folders and a file with an ending. What holds a brace, a star or an ellipsis is a pattern.
    [GeneratedRegex(@"`(?<file>[\w.\-]+(/[\w.\-]+)*/[\w\-]+(\.[\w\-]+)*\.(cs|cshtml|sql|md|json|mjs|js|css|props|targets|resx))`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"`(\w+Tests\.)?(?<test>[A-Z]\w*(_\w+){3,})`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"^\| `(?<step>\w+Step)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StepRow();
}
