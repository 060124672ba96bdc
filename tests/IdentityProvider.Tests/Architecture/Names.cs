using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IdentityProvider.Tests.Architecture;

/// <summary>
/// A type is named for the thing it is. "Service", "Manager", "Helper", "Util" and "Base" fit anything, so they say nothing,
/// and whatever carries such a name collects what has no place.
/// </summary>
internal static partial class Names
{
    public static IEnumerable<Finding> Check(CSharpSources sources) =>
        from tree in sources.Trees
        from type in tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        let name = type.Identifier.ValueText
        where Empty().IsMatch(name) && !IsTagHelper(type)
        select ((SyntaxNodeOrToken)type.Identifier).Finds($"{name} says nothing about what it is: name the thing or the capability");

    // Razor takes the element's name from the class and cuts this ending off: the word is the framework's, not ours.
    private static bool IsTagHelper(BaseTypeDeclarationSyntax type) =>
        type.Identifier.ValueText.EndsWith("TagHelper", StringComparison.Ordinal)
        && type.BaseList?.Types.Any(t => t.Type.ToString() is "TagHelper" or "PartialTagHelper") is true;

    [GeneratedRegex("(Service|Manager|Helper|Util|Utility|Base)s?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Empty();
}
