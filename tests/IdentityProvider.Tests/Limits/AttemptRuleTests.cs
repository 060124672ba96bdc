using IdentityProvider.Limits;

namespace IdentityProvider.Tests.Limits;

public class AttemptRuleTests
{
    private static readonly AttemptLimitOptions Defaults = new();

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 30)]
    [InlineData(6, 60)]
    [InlineData(7, 120)]
    [InlineData(11, 1920)]
    [InlineData(12, 3600)]
    [InlineData(13, 3600)]
    [InlineData(99, 3600)]
    [InlineData(100_000, 3600)]
    public void After_five_wrong_passwords_waits_double_from_half_a_minute_to_an_hour(int failures, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Defaults.RuleFor(AttemptKind.Password).WaitAfter(failures));

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 15)]
    [InlineData(11, 0)]
    [InlineData(20, 30)]
    [InlineData(30, 60)]
    [InlineData(40, 60)]
    public void Every_ten_wrong_codes_lock_codes_from_a_quarter_of_an_hour_to_an_hour(int failures, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), Defaults.RuleFor(AttemptKind.TypedCode).WaitAfter(failures));

    [Theory]
    [InlineData(AttemptKind.Password, 99, false)]
    [InlineData(AttemptKind.Password, 100, true)]
    [InlineData(AttemptKind.PasswordKnownBrowser, 100, true)]
    [InlineData(AttemptKind.Factor, 99, false)]
    [InlineData(AttemptKind.Factor, 100, true)]
    [InlineData(AttemptKind.TypedCode, 1000, false)]
    public void A_hundred_in_a_row_put_a_password_or_a_factor_off(AttemptKind kind, int failures, bool off) =>
        Assert.Equal(off, Defaults.RuleFor(kind).IsOffAfter(failures));

    [Fact]
    public void A_known_browser_waits_as_any_other_does() =>
        Assert.Equal(Defaults.RuleFor(AttemptKind.Password), Defaults.RuleFor(AttemptKind.PasswordKnownBrowser));

    [Fact]
    public void A_factor_alone_never_waits() =>
        Assert.All(Enumerable.Range(1, 100), failures => Assert.Equal(TimeSpan.Zero, Defaults.RuleFor(AttemptKind.Factor).WaitAfter(failures)));

    [Theory]
    [InlineData(29, LimitResult.Wait)]
    [InlineData(30, LimitResult.Taken)]
    public void A_wait_is_over_at_its_end_and_not_a_second_later(int secondsLater, LimitResult expected)
    {
        var noon = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var limit = new AttemptLimit(new AttemptKey(AttemptKind.Password, "x"), failures: 5, blockedUntil: noon.AddSeconds(30), lastAt: noon);

        Assert.Equal(expected, limit.Judge(Defaults.RuleFor(AttemptKind.Password), noon.AddSeconds(secondsLater)).Result);
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(5, 5)]
    [InlineData(7, 7)]
    [InlineData(10, 10)]
    [InlineData(19, 19)]
    public void The_table_says_what_the_rule_says_and_a_rule_without_an_end_never_lets_guessing_go_on_unhindered(int first, int every)
    {
        var rule = new AttemptRule(first, every, TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), OffAt: null);
        var table = rule.Waits();

        Assert.All(Enumerable.Range(1, 500), failures =>
            Assert.Equal(rule.WaitAfter(failures), table[Math.Min(failures, table.Length) - 1] ?? TimeSpan.Zero));
        Assert.All(Enumerable.Range(200, 300), failures => Assert.Equal(TimeSpan.FromHours(1), rule.WaitAfter(failures)));
    }

    [Fact]
    public void A_rule_without_waits_has_a_table_too() =>
        Assert.Equal([null], new AttemptRule(int.MaxValue, 1, TimeSpan.Zero, TimeSpan.FromHours(1), OffAt: 100).Waits());
}
