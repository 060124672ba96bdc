using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IdentityProvider.Tests.Architecture;

/// <summary>
/// A slice (a folder of src/IdentityProvider) uses only slices on lines below its own: a reader of one slice never has to
/// know what stands above it, and two slices of one line can be changed without looking at each other.
/// </summary>
internal static class SliceArrows
{
    // Top to bottom. Shared (layouts, partials, tag helpers) holds no rule and may be used by every page.
    private static readonly string[][] Lines =
    [
        ["Account", "Admin", "Developers", "Api", "Hooks"],
        ["Connect", "Recovery", "Emergency"],
        ["SignIn"],
        ["Access"],
        ["Codes", "Clients", "Keys"],
        ["Clinics"],
        ["Devices", "Phones", "Factors", "Users"],
        ["Shared"],
        ["Delivery", "Audit", "Limits", "Web"],
        ["Storage", "Protocol"],
    ];

    private static readonly Dictionary<string, int> LineOf =
        Lines.SelectMany((slices, line) => slices.Select(slice => (slice, line))).ToDictionary(p => p.slice, p => p.line, StringComparer.Ordinal);

    /// <summary>It names every table, so it knows every slice. Nothing else may.</summary>
    private const string TheException = "src/IdentityProvider/Storage/IdpDbContext.cs";

    public static IEnumerable<Finding> Check(CSharpSources sources) =>
        from tree in sources.Trees
        where tree.FilePath != TheException
        let slice = SliceOfFile(tree.FilePath)
        where slice is not null
        from finding in CheckFile(tree, slice, sources.ModelOf(tree))
        select finding;

    /// <summary>A folder that stands on no line is a slice nobody has placed yet.</summary>
    public static IEnumerable<Finding> CheckPlaced(IEnumerable<string> files) =>
        files.Select(file => (file, slice: SliceOfFile(file)))
            .Where(f => f.slice is not null && !LineOf.ContainsKey(f.slice))
            .DistinctBy(f => f.slice)
            .Select(f => new Finding(f.file, 0, $"the slice {f.slice} stands on no line: place it in SliceArrows.Lines and in the architecture document"));

    private static IEnumerable<Finding> CheckFile(SyntaxTree tree, string slice, SemanticModel model) =>
        tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
            .Where(name => name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null)
            .Select(name => (name, used: SliceOfSymbol(model.GetSymbolInfo(name).Symbol)))
            .Where(use => use.used is not null && use.used != slice && !IsBelow(use.used, slice))
            .DistinctBy(use => (use.used, use.name.Identifier.ValueText))
            .Select(use => use.name.Finds(
                $"{slice} uses {use.name.Identifier.ValueText} of {use.used}, which does not stand below it: move the rule down, or pass the value in"));

    private static bool IsBelow(string used, string user) =>
        LineOf.TryGetValue(used, out var usedLine) && LineOf.TryGetValue(user, out var userLine) && usedLine > userLine;

    // Files right under src/IdentityProvider compose the program and may name every slice.
    private static string? SliceOfFile(string path) =>
        path.Split('/') is ["src", "IdentityProvider", var slice, _, ..] && slice is not ("Properties" or "wwwroot") ? slice : null;

    private static string? SliceOfSymbol(ISymbol? symbol)
    {
        var type = symbol as ITypeSymbol ?? symbol?.ContainingType;
        var names = type?.ContainingNamespace?.ToDisplayString().Split('.');
        return names is ["IdentityProvider", var slice, ..] ? slice : null;
    }
}
