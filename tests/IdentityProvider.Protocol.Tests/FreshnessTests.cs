namespace IdentityProvider.Protocol.Tests;

public class FreshnessTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_a_wish_age_does_not_matter() =>
        Assert.Null(new Freshness(Noon, ProveAgain: false, MaxAge: null).NotBefore(Noon.AddHours(9)));

    [Fact]
    public void Max_age_counts_back_from_now() =>
        Assert.Equal(Noon.AddMinutes(-10), new Freshness(Noon, ProveAgain: false, TimeSpan.FromMinutes(10)).NotBefore(Noon));

    [Fact]
    public void What_was_proven_for_this_request_counts_however_long_the_rest_took() =>
        Assert.Equal(Noon, new Freshness(Noon, ProveAgain: false, TimeSpan.FromSeconds(1)).NotBefore(Noon.AddMinutes(5)));

    [Fact]
    public void Prompt_login_counts_nothing_from_before_the_request() =>
        Assert.Equal(Noon, new Freshness(Noon, ProveAgain: true, TimeSpan.FromDays(1)).NotBefore(Noon.AddMinutes(5)));

    [Fact]
    public void A_max_age_longer_than_history_is_no_error() =>
        Assert.Equal(DateTimeOffset.UnixEpoch, new Freshness(Noon, ProveAgain: false, TimeSpan.FromSeconds(int.MaxValue)).NotBefore(Noon));
}
