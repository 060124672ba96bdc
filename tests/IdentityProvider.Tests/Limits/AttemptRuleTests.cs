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
}
