using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IdentityProvider.Tests.Architecture;

/// <summary>
/// Sessions, trust in browsers and what apps hold are ended in one place (Access/Endings). Elsewhere one of the three is forgotten, or ends without the
/// apps' being told and the turn's being waited for.
/// </summary>
internal static class EndingCalls
{
    // Each with the files that may: the one place, and the slice of the row itself.
    private static readonly Dictionary<string, string[]> Owners = new(StringComparer.Ordinal)
    {
        ["Devices.TrustedDevices.RevokeAllAsync"] = ["Access/Endings.cs"],
        ["Devices.TrustedDevices.RevokeAsync"] = ["Access/Endings.cs"],
        ["Devices.TrustedDevice.End"] = ["Devices/"],
        ["Access.Session.End"] = ["Access/Endings.cs"],
        ["Access.Grant.End"] = ["Access/"],
    };

    private static readonly HashSet<string> Rows = new(StringComparer.Ordinal) { "Session", "TrustedDevice", "Grant" };

    public static IEnumerable<Finding> Check(CSharpSources sources) => sources.Trees.SelectMany(tree => Check(tree, sources.ModelOf(tree)));

    private static IEnumerable<Finding> Check(SyntaxTree tree, SemanticModel model) =>
        from call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
        let name = (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText
        where name is "RevokeAllAsync" or "RevokeAsync" or "End" or "SetProperty"
        where model.GetSymbolInfo(call).Symbol is IMethodSymbol method && !IsAllowed(tree.FilePath, call, method, model)
        select call.Finds($"{name} ends what somebody has: ask Access/Endings, which ends all that belongs together and tells the apps");

    private static bool IsAllowed(string file, InvocationExpressionSyntax call, IMethodSymbol method, SemanticModel model) => method.Name == "SetProperty"
        ? IsIn(file, ["Access/", "Devices/"]) || !EndsARow(call, model)
        : !Owners.TryGetValue($"{method.ContainingType.ToDisplayString().Replace("IdentityProvider.", "", StringComparison.Ordinal)}.{method.Name}", out var files) || IsIn(file, files);

    // A statement of its own, past the rows' methods.
    private static bool EndsARow(InvocationExpressionSyntax call, SemanticModel model) =>
        call.ArgumentList.Arguments.FirstOrDefault()?.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Any(member => member.Name.Identifier.ValueText == "EndedAt" && model.GetSymbolInfo(member).Symbol is { } set && Rows.Contains(set.ContainingType.Name)) == true;

    private static bool IsIn(string file, IEnumerable<string> places) => places.Any(place => file.Contains($"src/IdentityProvider/{place}", StringComparison.Ordinal));
}
