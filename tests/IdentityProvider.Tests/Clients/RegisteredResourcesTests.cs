using System.Diagnostics;
using IdentityProvider.Clients;
using IdentityProvider.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IdentityProvider.Tests.Clients;

/// <summary>Names of APIs come from anybody who may send an authorization request: what nobody registered must not become a flood in the database.</summary>
public sealed class RegisteredResourcesTests : IClassFixture<IdpHost>, IDisposable
{
    private const int MostInASecond = 100;

    private readonly IdpHost _idp;
    private readonly ActivityListener _listener;
    private int _asked;

    public RegisteredResourcesTests(IdpHost idp)
    {
        _idp = idp;
        var database = new NpgsqlConnectionStringBuilder(idp.Database.ConnectionString).Database;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = trip =>
            {
                if (trip.TagObjects.Any(tag => database == tag.Value as string) && trip.TagObjects.Any(tag => tag.Value is string sql && AsksForOne(sql)))
                {
                    Interlocked.Increment(ref _asked);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private RegisteredResources Resources => _idp.Services.GetRequiredService<RegisteredResources>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flood_of_URIs_that_nobody_registered_stops_before_the_database_and_lasts_a_second()
    {
        for (var i = 0; i < MostInASecond + 50; i++)
        {
            Assert.Null(await Resources.FindAsync($"https://flood-{i}.example/", Ct));
        }

        Assert.Equal(MostInASecond, _asked);
        _idp.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Resources.FindAsync("https://a-second-later.example/", Ct));
        Assert.Equal(MostInASecond + 1, _asked);
    }

    [Theory]
    [InlineData("https://nul.example/\0")]
    [InlineData(null)]
    public async Task What_can_be_nobodys_URI_is_not_asked_for_at_all(string? uri)
    {
        Assert.Null(await Resources.FindAsync(uri ?? $"https://long.example/{new string('a', 400)}", Ct));

        Assert.Equal(0, _asked);
    }

    public void Dispose() => _listener.Dispose();

    private static bool AsksForOne(string sql) => sql.Contains("FROM resources AS", StringComparison.Ordinal) && sql.Contains(".id = @", StringComparison.Ordinal);
}
