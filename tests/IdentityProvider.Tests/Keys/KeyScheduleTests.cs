using IdentityProvider.Keys;

namespace IdentityProvider.Tests.Keys;

public class KeyScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly KeyOptions Options = new();

    private static SigningKey KeyFrom(DateTimeOffset signsFrom) => new("ES256", [1], [2], signsFrom, signsFrom);

    [Fact]
    public void The_first_key_signs_at_once() => Assert.Equal(Start, KeySchedule.NextDue([], Options, Start));

    [Theory]
    [InlineData(75.99, false)]
    [InlineData(76, true)]
    public void The_next_key_is_published_fourteen_days_ahead(double day, bool due) =>
        Assert.Equal(due ? Start.AddDays(90) : null, KeySchedule.NextDue([KeyFrom(Start)], Options, Start.AddDays(day)));

    [Fact]
    public void A_published_successor_is_enough() =>
        Assert.Null(KeySchedule.NextDue([KeyFrom(Start), KeyFrom(Start.AddDays(90))], Options, Start.AddDays(80)));

    [Fact]
    public void A_revoked_key_is_replaced_at_once()
    {
        var key = KeyFrom(Start);
        key.Revoke(Start.AddDays(3));

        Assert.Equal(Start.AddDays(3), KeySchedule.NextDue([key], Options, Start.AddDays(3)));
    }

    [Fact]
    public void A_server_that_slept_for_a_year_gets_a_key_at_once() =>
        Assert.Equal(Start.AddDays(365), KeySchedule.NextDue([KeyFrom(Start)], Options, Start.AddDays(365)));

    [Fact]
    public void In_a_year_of_days_there_is_always_one_key_to_sign_and_its_successor_was_published_before()
    {
        List<SigningKey> keys = [];
        for (var now = Start; now < Start.AddDays(365); now = now.AddHours(12))
        {
            if (KeySchedule.NextDue(keys, Options, now) is { } due)
            {
                keys.Add(new SigningKey("ES256", [1], [2], due, now));
            }

            var signer = Assert.Single(keys, key => key.MaySign(Options, now));
            Assert.True(signer.CreatedAt == Start || signer.SignsFrom - signer.CreatedAt >= Options.PublishAhead);
        }

        Assert.Equal(5, keys.Count);
    }

    [Theory]
    [InlineData(-1, false, true)]
    [InlineData(0, true, true)]
    [InlineData(89, true, true)]
    [InlineData(90, false, true)]
    [InlineData(91, false, false)]
    public void A_key_is_published_before_it_signs_and_a_day_beyond_its_last_signature(int day, bool signs, bool published)
    {
        var key = KeyFrom(Start);

        Assert.Equal((signs, published), (key.MaySign(Options, Start.AddDays(day)), key.IsPublished(Options, Start.AddDays(day))));
    }

    [Fact]
    public void A_revoked_key_neither_signs_nor_counts()
    {
        var key = KeyFrom(Start);
        key.Revoke(Start);

        Assert.False(key.MaySign(Options, Start));
        Assert.False(key.IsPublished(Options, Start));
    }
}
