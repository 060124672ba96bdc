namespace IdentityProvider.Tests.Architecture;

/// <summary>Something a rule does not accept: where it stands, and what to do about it.</summary>
/// <param name="File">Path inside the repository.</param>
/// <param name="Line">First line is 1; 0 when the finding is about the whole file or about a running program.</param>
/// <param name="Advice">One sentence: what is wrong and what to do.</param>
internal sealed record Finding(string File, int Line, string Advice)
{
    public override string ToString() => Line == 0 ? $"{File}: {Advice}" : $"{File}:{Line}: {Advice}";

    /// <summary>Fails the test with every finding on a line of its own, so that one run shows all there is to mend.</summary>
    public static void None(IEnumerable<Finding> findings)
    {
        var found = findings.OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Line).ToList();
        if (found.Count > 0)
        {
            Assert.Fail($"{found.Count} found:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
        }
    }
}
