using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IdentityProvider.Tests.Architecture;

/// <summary>
/// A GET changes nothing a person would notice: mail scanners, link previews and back buttons send GETs. The rule follows every
/// call from a GET handler through the sources, and finds the ones that can end in a write.
/// </summary>
internal sealed partial class SavesInGets
{
    private static readonly HashSet<string> Writes = new(StringComparer.Ordinal)
    {
        "SaveChangesAsync", "SaveChanges", "ExecuteUpdateAsync", "ExecuteUpdate", "ExecuteDeleteAsync", "ExecuteDelete",
        "ExecuteSqlAsync", "ExecuteSqlRawAsync", "ExecuteSqlInterpolatedAsync", "ExecuteNonQueryAsync",
    };

    /// <summary>GET handlers that write, each with the reason why nobody would notice, or why the protocol wants it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Reasoned = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Authorize.HandleGetAsync"] = "the protocol has apps ask by a GET; what is stored is the request and its answer, and a repeat only makes another",
        ["Authorize.ResumeAsync"] = "the same request again, on its way back from the sign-in pages",
        ["ChoosePatientModel.OnGetAsync"] = "notes, at most once a minute, that the person of the session is there",
        ["ConfirmDeviceModel.OnGetAsync"] = "begins the sign-in that the device's app asks for, as the door of every page does",
        ["ConsentModel.OnGetAsync"] = "notes, at most once a minute, that the person of the session is there",
        ["EndSession.HandleGetAsync"] = "the protocol signs out by a GET; it acts only with an ID token that names the user of this session",
    };

    private readonly CSharpSources _sources;
    private readonly Dictionary<ISymbol, IReadOnlyList<SyntaxNode>> _bodies = new(SymbolEqualityComparer.Default);
    private readonly ILookup<string, IMethodSymbol> _methodsByName;

    private SavesInGets(CSharpSources sources)
    {
        _sources = sources;
        foreach (var method in sources.Trees.SelectMany(Declared))
        {
            _bodies[method.Symbol] = [method.Body];
        }

        _methodsByName = _bodies.Keys.Cast<IMethodSymbol>().ToLookup(m => m.Name, StringComparer.Ordinal);
    }

    public static IEnumerable<Finding> Check(CSharpSources sources, IReadOnlyDictionary<string, string> reasoned)
    {
        var walk = new SavesInGets(sources);
        return from handler in walk.Handlers().Distinct<IMethodSymbol>(SymbolEqualityComparer.Default)
               where !reasoned.ContainsKey(NameOf(handler))
               let path = walk.PathToWrite(handler)
               where path is not null
               select walk._bodies[handler][0].Finds(
                   $"a GET that can write, by {string.Join(" → ", path)}: make it a POST, or write down in SavesInGets.Reasoned why nobody would notice");
    }

    /// <summary>A reason whose handler is gone, or no longer writes, is taken out.</summary>
    public static IEnumerable<Finding> CheckReasons(CSharpSources sources, IReadOnlyDictionary<string, string> reasoned)
    {
        var walk = new SavesInGets(sources);
        var writing = walk.Handlers().Where(h => walk.PathToWrite(h) is not null).Select(NameOf).ToHashSet();
        return reasoned.Keys.Where(name => !writing.Contains(name))
            .Select(name => new Finding(name, 0, "is not a GET that writes: take it out of SavesInGets.Reasoned"));
    }

    private static string NameOf(IMethodSymbol method) => $"{method.ContainingType.Name}.{method.Name}";

    private IEnumerable<(IMethodSymbol Symbol, SyntaxNode Body)> Declared(SyntaxTree tree) =>
        from node in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
        let symbol = _sources.ModelOf(tree).GetDeclaredSymbol(node) as IMethodSymbol
        where symbol is not null
        select (symbol, (SyntaxNode)node);

    private IEnumerable<IMethodSymbol> Handlers() =>
        PageHandlers().Concat(_sources.Trees.SelectMany(EndpointHandlers)).Concat(_sources.Trees.SelectMany(RouteTableHandlers));

    private IEnumerable<IMethodSymbol> PageHandlers() =>
        _bodies.Keys.Cast<IMethodSymbol>().Where(m => m.Name.StartsWith("OnGet", StringComparison.Ordinal));

    // MapGet("/path", Handler) and MapMethods("/path", ["GET", …], Handler).
    private IEnumerable<IMethodSymbol> EndpointHandlers(SyntaxTree tree) =>
        from call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "MapGet" or "MapMethods" or "Map" }
        from argument in call.ArgumentList.Arguments.Skip(1)
        from name in argument.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
        let info = _sources.ModelOf(tree).GetSymbolInfo(name)
        from symbol in info.CandidateSymbols.Append(info.Symbol).OfType<IMethodSymbol>()
        where _bodies.ContainsKey(symbol)
        select symbol;

    // new Route("/path", ["GET"], Handler, …): a line of a route table that is mapped in a loop.
    private IEnumerable<IMethodSymbol> RouteTableHandlers(SyntaxTree tree) =>
        from creation in tree.GetRoot().DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>()
        where creation.ArgumentList is not null && GetMethod().IsMatch(creation.ArgumentList.ToString())
        let model = _sources.ModelOf(tree)
        from argument in creation.ArgumentList!.Arguments
        where model.GetTypeInfo(argument.Expression).ConvertedType?.Name == nameof(Delegate)
        from symbol in model.GetSymbolInfo(argument.Expression).CandidateSymbols.Append(model.GetSymbolInfo(argument.Expression).Symbol).OfType<IMethodSymbol>()
        where _bodies.ContainsKey(symbol)
        select symbol;

    private IReadOnlyList<string>? PathToWrite(IMethodSymbol handler)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var open = new Queue<(IMethodSymbol Method, IReadOnlyList<string> Path)>([(handler, [NameOf(handler)])]);
        while (open.TryDequeue(out var next))
        {
            foreach (var called in Calls(next.Method).Where(c => seen.Add(c)))
            {
                IReadOnlyList<string> path = [.. next.Path, NameOf(called)];
                if (Writes.Contains(called.Name))
                {
                    return path;
                }

                open.Enqueue((called, path));
            }
        }

        return null;
    }

    private IEnumerable<IMethodSymbol> Calls(IMethodSymbol method) =>
        _bodies.GetValueOrDefault(method.OriginalDefinition, []).SelectMany(body =>
        {
            var model = _sources.ModelOf(body.SyntaxTree);
            return body.DescendantNodes().OfType<InvocationExpressionSyntax>()
                .Select(call => model.GetSymbolInfo(call))
                .Select(info => info.Symbol as IMethodSymbol ?? info.CandidateSymbols.OfType<IMethodSymbol>().FirstOrDefault())
                .OfType<IMethodSymbol>()
                .SelectMany(called => Implementations((called.ReducedFrom ?? called).OriginalDefinition));
        });

    // A call through an interface may reach any of its implementations.
    private IEnumerable<IMethodSymbol> Implementations(IMethodSymbol called) => called.ContainingType?.TypeKind == TypeKind.Interface
        ? _methodsByName[called.Name].Where(m => m.ContainingType.AllInterfaces.Contains(called.ContainingType, SymbolEqualityComparer.Default)).Append(called)
        : [called];

    [GeneratedRegex("\"GET\"|\\bGet\\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GetMethod();
}
