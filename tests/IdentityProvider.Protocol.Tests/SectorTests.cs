namespace IdentityProvider.Protocol.Tests;

public class SectorTests
{
    [Theory]
    [InlineData(null, "https://ehr.example/a https://EHR.example:444/b", "ehr.example")]
    [InlineData("https://group.example/uris.json", "https://ehr.example/a https://portal.example/b", "group.example")]
    [InlineData(null, "https://ehr.example/a https://portal.example/b", "ehr")]
    [InlineData(null, "com.example.app:/cb", "com.example.app")]
    [InlineData(null, "", "ehr")]
    public void A_sector_is_a_host(string? uri, string redirectUris, string sector) =>
        Assert.Equal(sector, Sector.Of(Requests.Client with { SectorIdentifierUri = uri, RedirectUris = [.. redirectUris.Split(' ', StringSplitOptions.RemoveEmptyEntries)] }));

    [Theory]
    [InlineData("https://ehr.example/a https://ehr.example/b", false)]
    [InlineData("https://ehr.example/a https://portal.example/b", true)]
    [InlineData("", false)]
    public void Several_hosts_must_name_theirs(string redirectUris, bool must) =>
        Assert.Equal(must, Sector.MustBeNamed(redirectUris.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Users_and_sectors_do_not_run_into_each_other()
    {
        var (ann, bob) = (new Guid("0198c0de-0000-7000-8000-000000000001"), new Guid("0198c0de-0000-7000-8000-000000000002"));

        Assert.Equal(4, new[] { ("a", ann), ("a", bob), ("b", ann), ("b", bob) }.Select(p => Sector.SubjectInput(p.Item1, p.Item2)).Distinct().Count());
    }
}
