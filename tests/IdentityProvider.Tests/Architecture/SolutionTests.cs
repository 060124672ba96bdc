using System.Text.RegularExpressions;

namespace IdentityProvider.Tests.Architecture;

public partial class SolutionTests
{
    [Fact]
    public void The_solution_lists_every_project_and_nothing_else()
    {
        var listed = ProjectLine().Matches(Repository.Read("IdentityProvider.sln")).Select(m => m.Groups["path"].Value.Replace('\\', '/'));

        Assert.Equal(Repository.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_projects_are_the_ones_of_the_layout()
    {
        var sources = Repository.FilesIn("src", ".csproj").Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(
            ["IdentityProvider", "IdentityProvider.Dev", "IdentityProvider.Protocol", "Samples.Ehr", "Samples.Portal", "Samples.SmartApp"],
            sources.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_protocol_depends_on_no_web_framework_and_no_database()
    {
        var used = System.Reflection.Assembly.Load("IdentityProvider.Protocol").GetReferencedAssemblies().Select(a => a.Name!);

        Assert.DoesNotContain(used, name =>
            name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.Contains("EntityFramework", StringComparison.Ordinal) || name == "Npgsql");
    }

    [Fact]
    public void The_deployed_program_does_not_know_its_development_host() =>
        Assert.DoesNotContain("IdentityProvider.Dev\"", Repository.Read("src/IdentityProvider/IdentityProvider.csproj").Replace("InternalsVisibleTo Include=\"IdentityProvider.Dev\"", "", StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public void Every_project_has_a_lock_file() => Finding.None(
        Repository.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(f => !Repository.Has(Path.GetDirectoryName(f) + "/packages.lock.json"))
            .Select(f => new Finding(f, 0, "has no packages.lock.json beside it: restore once and commit it")));

    [GeneratedRegex("= \"[^\"]+\", \"(?<path>[^\"]+\\.csproj)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProjectLine();
}
