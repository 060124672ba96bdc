using System.Text.RegularExpressions;

namespace IdentityProvider.Tests.Architecture;

/// <summary>A page that offers a way which the policy does not take sends by another one, or by none.</summary>
public partial class WaysOnPagesTests
{
    [Fact]
    public void Pages_offer_the_ways_that_count_under_the_policy_and_not_all_that_are_on_file() => Finding.None(
        Repository.FilesIn("src/IdentityProvider", ".cshtml").Concat(Repository.FilesIn("src/IdentityProvider", ".cshtml.cs"))
            .Where(file => PastThePolicy().IsMatch(Repository.Read(file)))
            .Select(file => new Finding(file, 0, "reads Facts.Ways; ask for Facts.WaysToProve(policy)")));

    [Theory]
    [InlineData("turn.Facts.Ways.Any(way => true)", true)]
    [InlineData("turn.Facts.WaysToProve(turn.Policy)", false)]
    public void What_reads_past_the_policy_is_found(string code, bool found) => Assert.Equal(found, PastThePolicy().IsMatch(code));

    [GeneratedRegex(@"\bFacts\.Ways\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PastThePolicy();
}
