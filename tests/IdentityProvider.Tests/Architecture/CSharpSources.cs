using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IdentityProvider.Tests.Architecture;

/// <summary>C# files and what they mean: parsed once, compiled in memory against the assemblies the tests run with.</summary>
internal sealed class CSharpSources
{
    // What the SDK of a web project imports by itself.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private readonly Lazy<CSharpCompilation> _compilation;

    private CSharpSources(IEnumerable<(string Path, string Text)> files)
    {
        Trees = [.. files.Select(file => CSharpSyntaxTree.ParseText(file.Text, path: file.Path))];
        _compilation = new(Compile);
    }

    /// <summary>The identity provider itself: src/IdentityProvider.</summary>
    public static CSharpSources Program { get; } = In("src/IdentityProvider");

    /// <summary>Every C# file of the repository, tests included.</summary>
    public static CSharpSources All { get; } = new(Repository.Files.Where(IsCSharp).Select(f => (f, Repository.Read(f))));

    public IReadOnlyList<SyntaxTree> Trees { get; }

    public CSharpCompilation Compilation => _compilation.Value;

    public static CSharpSources In(string folder) => new(Repository.FilesIn(folder, ".cs").Select(f => (f, Repository.Read(f))));

    /// <summary>A few lines written for a test, as if they stood at the path.</summary>
    public static CSharpSources Of(params (string Path, string Text)[] files) => new(files);

    public SemanticModel ModelOf(SyntaxTree tree) => Compilation.GetSemanticModel(tree);

    private static bool IsCSharp(string file) => file.EndsWith(".cs", StringComparison.Ordinal);

    private CSharpCompilation Compile() => CSharpCompilation.Create(
        "UnderTest",
        [CSharpSyntaxTree.ParseText(ImplicitUsings), .. Trees],
        References(),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    // The program's own assembly is left out: its types come from the sources.
    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) != "IdentityProvider.dll" && File.Exists(path))
            .Select(path => MetadataReference.CreateFromFile(path));
}

internal static class Positions
{
    /// <summary>Where a piece of source begins, as people count lines.</summary>
    public static Finding Finds(this SyntaxNodeOrToken node, string advice)
    {
        var at = node.GetLocation()!.GetLineSpan();
        return new Finding(at.Path, at.StartLinePosition.Line + 1, advice);
    }

    /// <inheritdoc cref="Finds(SyntaxNodeOrToken, string)"/>
    public static Finding Finds(this SyntaxNode node, string advice) => ((SyntaxNodeOrToken)node).Finds(advice);
}
