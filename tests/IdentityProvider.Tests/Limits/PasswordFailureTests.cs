using IdentityProvider.Limits;

namespace IdentityProvider.Tests.Limits;

public class PasswordFailureTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(10, 49, false)]
    [InlineData(10, 50, true)]
    [InlineData(9, 500, false)]
    [InlineData(50, 50, true)]
    public void A_network_waits_after_fifty_failures_on_ten_accounts(int accounts, int failures, bool closed)
    {
        var recent = Enumerable.Range(0, accounts)
            .Select(i => new PasswordFailure("203.0.113.7", Noon, $"account {i}", i == 0 ? failures - accounts + 1 : 1))
            .ToList();

        Assert.Equal(closed, PasswordFailure.ClosedUntil(recent, new AttemptLimitOptions()) is not null);
    }

    [Fact]
    public void It_waits_until_the_oldest_failures_are_forgotten()
    {
        var recent = Enumerable.Range(0, 50).Select(i => new PasswordFailure("203.0.113.7", Noon.AddMinutes(i % 3), $"account {i}", 1)).ToList();

        Assert.Equal(Noon.AddMinutes(10), PasswordFailure.ClosedUntil(recent, new AttemptLimitOptions()));
    }
}
