using IdentityProvider.Limits;

namespace IdentityProvider.Tests.Limits;

public class SendBudgetTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly SendBudget FiveInTenMinutes = new("test", Limit: 5, TimeSpan.FromMinutes(10), RecordOnly: false);

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(50, false)]
    public void A_budget_has_room_up_to_its_limit(int sent, bool hasRoom) =>
        Assert.Equal(hasRoom, FiveInTenMinutes.FullUntil([SentAt(Noon, sent)], Noon) is null);

    [Fact]
    public void What_was_sent_counts_for_the_whole_window_wherever_in_its_slice_it_fell()
    {
        var late = FiveInTenMinutes.SliceOf(Noon).AddSeconds(24.9);

        Assert.NotNull(FiveInTenMinutes.FullUntil([SentAt(late, 5)], late.AddMinutes(10).AddTicks(-1)));
    }

    [Fact]
    public void What_was_sent_is_forgotten_a_slice_after_the_window() =>
        Assert.Null(FiveInTenMinutes.FullUntil([SentAt(Noon, 5)], FiveInTenMinutes.SliceOf(Noon).AddMinutes(10).AddSeconds(25)));

    [Fact]
    public void A_full_budget_says_when_it_has_room_again()
    {
        SliceOfSends[] sent = [SentAt(Noon, 2), SentAt(Noon.AddMinutes(1), 3)];

        var until = FiveInTenMinutes.FullUntil(sent, Noon.AddMinutes(2));

        Assert.Equal(FiveInTenMinutes.SliceOf(Noon).AddMinutes(10).AddSeconds(25), until);
        Assert.Null(FiveInTenMinutes.FullUntil(sent, until!.Value));
        Assert.NotNull(FiveInTenMinutes.FullUntil(sent, until.Value.AddTicks(-1)));
    }

    [Fact]
    public void Over_every_stretch_of_ten_minutes_no_more_than_five_go_out()
    {
        // A sender who tries every second, for an hour: what the budget lets through is looked at through every window.
        List<DateTimeOffset> sent = [];
        for (var now = Noon; now < Noon.AddHours(1); now = now.AddSeconds(1))
        {
            if (FiveInTenMinutes.FullUntil(sent.Select(at => SentAt(at, 1)), now) is null)
            {
                sent.Add(now);
            }
        }

        Assert.InRange(sent.Count, 25, 30);
        Assert.All(sent, first => Assert.InRange(sent.Count(at => at >= first && at < first.AddMinutes(10)), 1, 5));
    }

    private static SliceOfSends SentAt(DateTimeOffset at, int sends) => new(FiveInTenMinutes.SliceOf(at), sends);
}
