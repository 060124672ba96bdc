using System.Globalization;

namespace IdentityProvider.Dev.Postgres;

/// <summary>Which data folders a state folder has.</summary>
internal static class ExistingData
{
    /// <summary>The newest version data were made by, null when there are none.</summary>
    public static int? MajorIn(string state, ServerAccount account) =>
        FoldersIn(state, account).Select(MajorOf).Max();

    /// <summary>Every pg-… folder of this state, wherever the account needs it to be.</summary>
    public static IEnumerable<string> FoldersIn(string state, ServerAccount account) =>
        new[] { state, Path.GetDirectoryName(account.Reachable(Path.Combine(state, "pg-0")))! }
            .Distinct(StringComparer.Ordinal)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder, "pg-*"));

    private static int? MajorOf(string folder) =>
        File.Exists(Path.Combine(folder, "PG_VERSION"))
            ? int.Parse(File.ReadAllText(Path.Combine(folder, "PG_VERSION")), CultureInfo.InvariantCulture)
            : null;
}
