using IdentityProvider.Codes;
using IdentityProvider.Delivery;

namespace IdentityProvider.Tests.Codes;

/// <summary>The rules of resends and generations, without a database: a code's digits are stood for by one byte.</summary>
public class CodeSeriesTests
{
    private const int Tries = 5;
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan[] Waits = [Seconds(30), Seconds(60), Seconds(120), Seconds(300)];
    private static readonly CodeTarget Phone = new(Channel.Text, [1], "(•••) •••-0142", FactorId: null);
    private static readonly CodeTarget SamePhoneByVoice = Phone with { Channel = Channel.Voice };
    private static readonly CodeTarget OtherPhone = new(Channel.Text, [2], "(•••) •••-0143", FactorId: null);

    private readonly CodeSeries _series = new(Guid.Empty, Guid.Empty, CodePurpose.SignIn, Phone, Noon);

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 60)]
    [InlineData(3, 120)]
    [InlineData(4, 300)]
    [InlineData(5, 300)]
    public void Each_send_makes_the_next_one_wait_longer(int sends, int seconds)
    {
        for (var i = 0; i < sends; i++)
        {
            _series.SendTo(Phone, Noon);
        }

        Assert.Equal(Noon.AddSeconds(seconds), _series.NextSendAt(Waits));
    }

    [Fact]
    public void B6_a_resend_and_a_call_repeat_the_digits_of_the_text()
    {
        var code = Send(digits: 1, Noon);

        Assert.Same(code, _series.Repeats(Phone, Noon.AddMinutes(5)));
        Assert.Same(code, _series.Repeats(SamePhoneByVoice, Noon.AddMinutes(5)));
    }

    [Fact]
    public void After_half_of_its_life_a_new_code_is_drawn_and_the_old_one_stays_good_until_its_own_end()
    {
        Send(digits: 1, Noon);
        Assert.Null(_series.Repeats(Phone, Noon.AddMinutes(6)));
        Send(digits: 2, Noon.AddMinutes(6));

        Assert.Equal(CodeCheck.Accepted, Type(1, Noon.AddMinutes(9)));
    }

    [Fact]
    public void The_newer_code_is_good_as_well()
    {
        Send(digits: 1, Noon);
        Send(digits: 2, Noon.AddMinutes(6));

        Assert.Equal(CodeCheck.Accepted, Type(2, Noon.AddMinutes(15)));
    }

    [Fact]
    public void One_used_code_ends_the_other()
    {
        Send(digits: 1, Noon);
        Send(digits: 2, Noon.AddMinutes(6));
        Type(1, Noon.AddMinutes(7));

        Assert.Equal(CodeCheck.UsedUp, Type(2, Noon.AddMinutes(7)));
        Assert.Equal(CodeCheck.UsedUp, Type(1, Noon.AddMinutes(7)));
    }

    [Fact]
    public void At_most_two_codes_live_at_once()
    {
        Send(digits: 1, Noon);
        Send(digits: 2, Noon.AddMinutes(6));
        Send(digits: 3, Noon.AddMinutes(7));

        Assert.Equal(2, _series.Codes.Count(c => c.IsLive(Noon.AddMinutes(8))));
        Assert.Equal(CodeCheck.Wrong, Type(1, Noon.AddMinutes(8)));
    }

    [Fact]
    public void A_new_destination_kills_the_old_code_and_draws_another_with_its_own_tries()
    {
        Send(digits: 1, Noon);

        Assert.Null(_series.Repeats(OtherPhone, Noon));
        Send(digits: 2, Noon.AddSeconds(1), OtherPhone);

        Assert.Equal(CodeCheck.Wrong, Type(1, Noon.AddSeconds(2)));
        Assert.Equal(CodeCheck.Accepted, Type(2, Noon.AddSeconds(2)));
        Assert.Equal(Tries, _series.TriesLeft);
    }

    [Fact]
    public void A_new_destination_does_not_wait_for_the_old_one()
    {
        Send(digits: 1, Noon);
        Send(digits: 1, Noon);
        Send(digits: 2, Noon, OtherPhone);

        Assert.Equal(Noon.AddSeconds(30), _series.NextSendAt(Waits));
    }

    [Fact]
    public void Going_back_to_the_first_destination_does_not_bring_its_code_back()
    {
        Send(digits: 1, Noon);
        Send(digits: 2, Noon, OtherPhone);

        Assert.Null(_series.Repeats(Phone, Noon));
    }

    [Fact]
    public void The_channel_proven_is_that_of_the_last_send()
    {
        Send(digits: 1, Noon);
        _series.SendTo(SamePhoneByVoice, Noon.AddSeconds(30));

        Assert.Equal(Channel.Voice, _series.Channel);
    }

    [Fact]
    public void Wrong_digits_are_wrong_while_a_code_lives_and_expired_when_none_does()
    {
        Send(digits: 1, Noon);

        Assert.Equal(CodeCheck.Wrong, Type(9, Noon.AddMinutes(9)));
        Assert.Equal(CodeCheck.Expired, Type(9, Noon.AddMinutes(10)));
    }

    [Fact]
    public void PF5_an_old_code_that_arrives_after_a_newer_one_was_sent_is_late_and_not_wrong()
    {
        Send(digits: 1, Noon);
        Send(digits: 2, Noon.AddMinutes(9));

        Assert.Equal(CodeCheck.Late, Type(1, Noon.AddMinutes(11)));
    }

    [Fact]
    public void After_a_used_code_the_next_send_starts_anew()
    {
        Send(digits: 1, Noon);
        Type(1, Noon);

        Assert.Null(_series.Repeats(Phone, Noon));
        Send(digits: 2, Noon.AddMinutes(1));
        Assert.Equal(CodeCheck.UsedUp, Type(1, Noon.AddMinutes(1)));
        Assert.Equal(CodeCheck.Accepted, Type(2, Noon.AddMinutes(1)));
    }

    [Fact]
    public void Somebody_else_in_the_same_attempt_begins_with_nothing_sent_and_all_tries()
    {
        Send(digits: 1, Noon);
        Send(digits: 1, Noon.AddSeconds(30));

        _series.BelongTo(Guid.CreateVersion7(Noon), Noon.AddMinutes(1));

        Assert.Equal(CodeCheck.Expired, Type(1, Noon.AddMinutes(1)));
        Assert.Null(_series.Repeats(Phone, Noon.AddMinutes(1)));
        Send(digits: 2, Noon.AddMinutes(1));
        Assert.Equal(Tries, _series.TriesLeft);
        Assert.Equal(Noon.AddMinutes(1).AddSeconds(30), _series.NextSendAt(Waits));
    }

    private OneTimeCode Send(byte digits, DateTimeOffset at, CodeTarget? to = null)
    {
        _series.SendTo(to ?? Phone, at);
        var code = new OneTimeCode(Guid.CreateVersion7(at), _series.Id, new SealedCode([digits], [digits], 6), TimeSpan.FromMinutes(10), at);
        _series.Draw(code, Tries, at);
        return code;
    }

    private CodeCheck Type(byte digits, DateTimeOffset at) => _series.Check(_ => [digits], at);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
