using System.Text.RegularExpressions;

namespace IdentityProvider.Tests.Architecture;

/// <summary>Rules that a line of text breaks or keeps, whatever language the file is in.</summary>
internal static partial class FileRules
{
    /// <summary>A checkout builds anywhere: nothing in it names the machine it was written on, or where that machine gets its packages.</summary>
    public static IEnumerable<Finding> CheckPlaces(IEnumerable<(string Path, string Text)> files, IReadOnlyList<string> machine) =>
        from file in files
        from line in Lines(file.Text)
        let place = PlaceIn(line.Text, machine)
        where place is not null
        select new Finding(file.Path, line.Number, $"names {place}, which only this machine or registry has: write a path from the repository's root, or leave it out");

    /// <summary>A check is mended at its cause. Work left undone stands in an issue, not in a file.</summary>
    public static IEnumerable<Finding> CheckSilenced(IEnumerable<(string Path, string Text)> files) =>
        from file in files
        from line in Lines(file.Text)
        let match = Silenced().Match(line.Text)
        where match.Success
        select new Finding(file.Path, line.Number, $"has {match.Value.Trim()}: mend the cause, or switch the rule off once in .editorconfig with the reason");

    /// <summary>The time reaches SQL as a parameter: one clock for rules and rows, and tests set it.</summary>
    public static IEnumerable<Finding> CheckSqlClock(IEnumerable<(string Path, string Text)> files) =>
        from file in files
        where Path.GetFileName(file.Path) is not "DatabaseClock.cs"
        from line in Lines(file.Text)
        let match = SqlClock().Match(line.Text)
        where match.Success && !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal) && !line.Text.TrimStart().StartsWith("--", StringComparison.Ordinal)
        select new Finding(file.Path, line.Number, $"asks PostgreSQL for {match.Value}: pass the time in as a parameter");

    private static IEnumerable<(int Number, string Text)> Lines(string text) => text.Split('\n').Select((line, index) => (index + 1, line));

    private static string? PlaceIn(string line, IReadOnlyList<string> machine) =>
        machine.FirstOrDefault(place => line.Contains(place, StringComparison.OrdinalIgnoreCase))
        ?? (PersonalFolder().Match(line) is { Success: true } match ? match.Value : null);

    [GeneratedRegex(@"(?<![\w.])(/home/[a-z]\w*/|/Users/[A-Za-z]\w*/|[A-Z]:\\Users\\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PersonalFolder();

    [GeneratedRegex(@"#pragma warning disable|\[(assembly: )?SuppressMessage|\bSkip\s*=\s*""|\b(TODO|FIXME|HACK)\b|NotImplementedException",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Silenced();

    [GeneratedRegex(@"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)|\bcurrent_(timestamp|date|time)\b|\blocaltimestamp\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SqlClock();
}
