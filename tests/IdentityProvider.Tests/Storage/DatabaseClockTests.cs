using IdentityProvider.Storage;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Storage;

public class DatabaseClockTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_machine_whose_clock_is_wrong_judges_by_the_time_of_the_database()
    {
        await using var database = await databases.EmptyAsync();
        var wrong = new FakeClock();
        var clock = new DatabaseClock(wrong);
        var before = await NowAsync(database);

        await clock.ReadAsync(database.Source, Ct);

        Assert.InRange(clock.GetUtcNow(), before, await NowAsync(database));
        Assert.InRange(clock.Offset!.Value.Duration(), TimeSpan.FromDays(1), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task Between_two_readings_time_goes_on_by_the_monotonic_clock()
    {
        await using var database = await databases.EmptyAsync();
        var machine = new FakeClock();
        var clock = new DatabaseClock(machine);
        await clock.ReadAsync(database.Source, Ct);
        var first = clock.GetUtcNow();

        machine.Advance(TimeSpan.FromSeconds(7));

        Assert.InRange(clock.GetUtcNow() - first, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7.001));
    }

    [Fact]
    public void Before_the_first_reading_the_machine_has_to_do()
    {
        var clock = new DatabaseClock(new FakeClock());

        Assert.Null(clock.Offset);
        Assert.Equal(2026, clock.GetUtcNow().Year);
    }

    private static async Task<DateTimeOffset> NowAsync(TestDatabase database)
    {
        await using var command = database.Source.CreateCommand("select clock_timestamp()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(Ct))!, TimeSpan.Zero);
    }
}
