using IdentityProvider.Clients;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Clients;

/// <summary>Names of APIs come from anybody who may send an authorization request: what nobody registered must not become a flood in the database.</summary>
public sealed class RegisteredResourcesTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private const int MostInASecond = 100;

    private RegisteredResources Resources => idp.Services.GetRequiredService<RegisteredResources>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flood_of_URIs_that_nobody_registered_stops_before_the_database_and_lasts_a_second()
    {
        using var asked = Asked();
        for (var i = 0; i < MostInASecond + 50; i++)
        {
            Assert.Null(await Resources.FindAsync($"https://flood-{i}.example/", Ct));
        }

        Assert.Equal(MostInASecond, asked.Take().Count);
        idp.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Resources.FindAsync("https://a-second-later.example/", Ct));
        Assert.Single(asked.Take());
    }

    [Fact]
    public async Task What_can_be_nobodys_URI_is_not_asked_for_at_all()
    {
        using var asked = Asked();

        Assert.Null(await Resources.FindAsync("https://nul.example/\0", Ct));
        Assert.Null(await Resources.FindAsync($"https://long.example/{new string('a', 400)}", Ct));

        Assert.Empty(asked.Take());
    }

    // One row, and not the whole table that a node keeps in memory.
    private CountedStatements Asked() => new(
        idp, sql => sql.Contains("FROM resources AS", StringComparison.Ordinal) && sql.Contains(".id = @", StringComparison.Ordinal));
}
