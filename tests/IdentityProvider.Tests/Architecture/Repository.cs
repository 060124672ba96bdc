namespace IdentityProvider.Tests.Architecture;

/// <summary>The checkout these tests were built from: its files as people wrote them, without what builds and tools leave behind.</summary>
internal static class Repository
{
    private static readonly HashSet<string> LeftBehind = new(StringComparer.Ordinal)
    {
        ".git", ".dev", ".vs", ".idea", ".vscode", "bin", "obj", "node_modules", "TestResults",
    };

    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Every file, as a path from the root with forward slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Walk(new DirectoryInfo(Root)).Select(Relative).Where(IsOurs).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> FilesIn(string folder, string extension) => Files.Where(file =>
        file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static bool Has(string file) => File.Exists(Path.Combine(Root, file)) || Directory.Exists(Path.Combine(Root, file));

    // A worktree's .git is a file, so the solution file is the surer landmark.
    private static string FindRoot(DirectoryInfo? directory)
    {
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "IdentityProvider.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside a checkout: no IdentityProvider.sln above them.");
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo directory) => directory.EnumerateFiles().Concat(
        directory.EnumerateDirectories().Where(d => !LeftBehind.Contains(d.Name) && d.LinkTarget is null).SelectMany(Walk));

    private static string Relative(FileInfo file) => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');

    // wwwroot/lib is restored from npm; a worktree keeps a file named .git.
    private static bool IsOurs(string file) => file != ".git" && !file.Contains("/wwwroot/lib/", StringComparison.Ordinal);
}
