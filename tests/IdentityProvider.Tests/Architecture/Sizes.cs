using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IdentityProvider.Tests.Architecture;

/// <summary>A file is one idea (40–120 lines), a method is one thought (about 10 lines). These are the limits, not the aim.</summary>
internal static class Sizes
{
    public const int FileNeedsReason = 250;
    public const int FileFails = 400;
    public const int MethodFails = 60;
    public const int ConstructorParameters = 6;

    /// <summary>Files of 250 to 399 lines that are still one idea, each with the reason why it is not two files.</summary>
    public static readonly IReadOnlyDictionary<string, string> Reasoned = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["src/IdentityProvider/Audit/AuditEvent.cs"] = "the closed catalogue: what is audited is this one file, read from top to bottom",
    };

    public static IEnumerable<Finding> CheckFiles(IEnumerable<(string Path, string Text)> files, IReadOnlyDictionary<string, string> reasoned) =>
        files.Select(file => (file.Path, Lines: LinesOf(file.Text)))
            .Where(file => file.Lines >= FileFails || (file.Lines >= FileNeedsReason && !reasoned.ContainsKey(file.Path)))
            .Select(file => new Finding(file.Path, file.Lines, file.Lines >= FileFails
                ? $"{file.Lines} lines, {FileFails} do not build: split it by idea"
                : $"{file.Lines} lines: split it by idea, or write down in Sizes.Reasoned why it is one"));

    /// <summary>An entry whose file is short again, or gone, is taken out.</summary>
    public static IEnumerable<Finding> CheckReasons(IReadOnlyDictionary<string, string> reasoned, Func<string, string?> read) =>
        reasoned.Keys.Where(path => LinesOf(read(path) ?? "") < FileNeedsReason)
            .Select(path => new Finding(path, 0, $"is under {FileNeedsReason} lines now: take it out of Sizes.Reasoned"));

    public static IEnumerable<Finding> CheckMethods(CSharpSources sources) =>
        from tree in sources.Trees
        from member in tree.GetRoot().DescendantNodes()
        where member is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
        let lines = LinesOf(member)
        where lines >= MethodFails
        select member.Finds($"a method of {lines} lines, {MethodFails} do not build: name its parts");

    /// <remarks>Records are left out: they are values, and a value has as many parts as it has.</remarks>
    public static IEnumerable<Finding> CheckConstructors(CSharpSources sources) =>
        from tree in sources.Trees
        from list in tree.GetRoot().DescendantNodes().OfType<ParameterListSyntax>()
        where list.Parent is ConstructorDeclarationSyntax or ClassDeclarationSyntax or StructDeclarationSyntax
        where list.Parent is not ConstructorDeclarationSyntax { Parent: RecordDeclarationSyntax } && list.Parameters.Count > ConstructorParameters
        select list.Finds($"{list.Parameters.Count} constructor parameters, at most {ConstructorParameters}: this type does two things, or wants a value of its own");

    private static int LinesOf(string text) => text.AsSpan().TrimEnd().Count('\n') + (text.Length == 0 ? 0 : 1);

    // From the first token to the last: a long doc comment is welcome, and attributes are not logic.
    private static int LinesOf(SyntaxNode member)
    {
        var first = member.ChildNodesAndTokens().First(n => !n.IsKind(SyntaxKind.AttributeList)).GetLocation()!.GetLineSpan();
        return member.GetLocation().GetLineSpan().EndLinePosition.Line - first.StartLinePosition.Line + 1;
    }
}
