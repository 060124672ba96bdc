using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IdentityProvider.Tests.Architecture;

/// <summary>
/// Codes, tokens, numbers, addresses and passwords are never log arguments. What is logged is declared by [LoggerMessage], so that
/// this rule sees every argument with its name and type: ids, counts, times, enums, exceptions, and words from a closed list.
/// </summary>
internal static partial class LogCalls
{
    private static readonly HashSet<string> PlainTypes = new(StringComparer.Ordinal)
    {
        "System.Guid", "System.TimeSpan", "System.DateTimeOffset", "System.Net.HttpStatusCode", "Microsoft.Extensions.Logging.ILogger",
    };

    public static IEnumerable<Finding> Check(CSharpSources sources) =>
        sources.Trees.SelectMany(tree => CheckDeclarations(tree, sources.ModelOf(tree)).Concat(CheckDirectCalls(tree, sources.ModelOf(tree))));

    private static IEnumerable<Finding> CheckDeclarations(SyntaxTree tree, SemanticModel model) =>
        from method in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
        where method.AttributeLists.SelectMany(list => list.Attributes).Any(a => a.Name.ToString() is "LoggerMessage")
        from parameter in method.ParameterList.Parameters
        let type = (model.GetDeclaredSymbol(parameter) as IParameterSymbol)?.Type
        let name = parameter.Identifier.ValueText
        let problem = ProblemWith(type, name)
        where problem is not null
        select parameter.Finds($"{method.Identifier.ValueText} logs {name}: {problem}");

    private static IEnumerable<Finding> CheckDirectCalls(SyntaxTree tree, SemanticModel model) =>
        from call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
        let method = model.GetSymbolInfo(call).Symbol as IMethodSymbol
        where method?.ContainingType.ToDisplayString() is "Microsoft.Extensions.Logging.LoggerExtensions" && method.Name.StartsWith("Log", StringComparison.Ordinal)
        select call.Finds($"{method.Name} takes any argument: declare the message with [LoggerMessage], where its arguments have names and types");

    private static string? ProblemWith(ITypeSymbol? type, string name) => type switch
    {
        _ when Secret().IsMatch(name) && !HarmlessEnding().IsMatch(name) => "its name says that it is a secret or personal: log the id of the row it stands in",
        null => "its type is unknown to this rule: write it out",
        _ when IsPlain(type) => null,
        _ => $"{type.Name} is not a plain value: log its id, a count or an enum",
    };

    private static bool IsPlain(ITypeSymbol type) =>
        type.SpecialType is not (SpecialType.None or SpecialType.System_Object)
        || type.TypeKind == TypeKind.Enum
        || PlainTypes.Contains(type.ToDisplayString())
        || (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable && IsPlain(nullable.TypeArguments[0]))
        || InheritsException(type);

    private static bool InheritsException(ITypeSymbol? type) =>
        type is not null && (type.ToDisplayString().TrimEnd('?') == "System.Exception" || InheritsException(type.BaseType));

    [GeneratedRegex("(code|digits|token|secret|verifier|password|phone|number|email|e_?mail|address|destination|recipient|cookie|body|payload|header)s?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    // A status or an error is a word of a protocol, not what a person typed.
    [GeneratedRegex("^(status|error|exit|event|retry)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HarmlessEnding();
}
