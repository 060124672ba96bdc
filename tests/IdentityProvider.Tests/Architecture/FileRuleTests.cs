namespace IdentityProvider.Tests.Architecture;

public class FileRuleTests
{
    private static readonly string[] TextFiles =
    [
        ".cs", ".cshtml", ".csproj", ".props", ".targets", ".json", ".md", ".sql", ".resx", ".mjs", ".js", ".css", ".html", ".yaml", ".yml",
        ".sh", ".cmd", ".txt", ".sln", ".editorconfig", ".gitignore", "/dev", "/run",
    ];

    // A lock file that says where a package came from sends the next machine to the same place, mirror or not.
    private static readonly string[] Registries = ["\"resolved\": \"http"];

    [Fact]
    public void No_file_names_this_machine_or_a_package_registry() =>
        Finding.None(FileRules.CheckPlaces(Ours(IsNotThisRule), [.. Registries, Repository.Root + "/", .. HomeFolder()]));

    [Fact]
    public void No_check_is_silenced_and_nothing_is_left_undone() =>
        Finding.None(FileRules.CheckSilenced(Ours(file => file.EndsWith(".cs", StringComparison.Ordinal) && IsNotThisRule(file))));

    [Fact]
    public void Sql_never_asks_for_the_time() => Finding.None(FileRules.CheckSqlClock(Ours(file =>
        file.StartsWith("src/IdentityProvider/", StringComparison.Ordinal)
        && (file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".sql", StringComparison.Ordinal)))));

    [Theory]
    [InlineData("\"resolved\": \"https://mirror.example/pkg.tgz\"", true)]
    [InlineData("see /srv/checkout/src/A.cs", true)]
    [InlineData("cd /home/anna/idp", true)]
    [InlineData("C:\\Users\\anna", true)]
    [InlineData("GET /Users/{id}", false)]
    [InlineData("src/IdentityProvider/Program.cs", false)]
    public void A_place_only_this_machine_has_is_found(string line, bool found) =>
        Assert.Equal(found, FileRules.CheckPlaces([("a.md", "first\n" + line)], ["mirror.example", "/srv/checkout/"]).Any(f => f.Line == 2));

    [Theory]
    [InlineData("#pragma warning disable CA1000", true)]
    [InlineData("[Fact(Skip = \"later\")]", true)]
    [InlineData("throw new NotImplementedException();", true)]
    [InlineData("// TODO later", true)]
    [InlineData("Skip(1)", false)]
    public void A_silenced_check_is_found(string line, bool found) =>
        Assert.Equal(found, FileRules.CheckSilenced([("a.cs", line)]).Any());

    [Theory]
    [InlineData("a.sql", "default now()", true)]
    [InlineData("a.sql", "-- never now()", false)]
    [InlineData("a.cs", "\"where expires_at > CURRENT_TIMESTAMP\"", true)]
    [InlineData("DatabaseClock.cs", "select clock_timestamp()", false)]
    [InlineData("a.cs", "clock.GetUtcNow()", false)]
    public void A_question_for_the_database_clock_is_found(string file, string line, bool found) =>
        Assert.Equal(found, FileRules.CheckSqlClock([(file, line)]).Any());

    private static IEnumerable<(string Path, string Text)> Ours(Func<string, bool> which) =>
        Repository.Files.Where(f => TextFiles.Any(end => ("/" + f).EndsWith(end, StringComparison.Ordinal)) && which(f)).Select(f => (f, Repository.Read(f)));

    // The rule and its self-tests spell out what they look for.
    private static bool IsNotThisRule(string file) => !file.Contains("/Architecture/FileRule", StringComparison.Ordinal);

    // The home of root is a word of documentation ("/root"), any other home is somebody's.
    private static IEnumerable<string> HomeFolder() =>
        new[] { Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/" }.Where(home => home is not ("/" or "/root/"));
}
