using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Tests.Host;

namespace IdentityProvider.Tests.Codes;

/// <summary>What a second and a third send carry, when they may go out, and what is left to try afterwards.</summary>
public class ResendTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private readonly SentCodes _maya = new(idp);

    [Fact]
    [Trait("Row", "TA5")]
    public async Task TA5_within_the_wait_nothing_is_sent_and_nothing_is_wrong()
    {
        var first = await _maya.SendAsync();
        var second = await _maya.SendAsync();

        Assert.Equal(CodeSendResult.TooSoon, second.Result);
        Assert.Equal(first.NextSendAt, second.NextSendAt, TimeSpan.FromMilliseconds(1));
        Assert.Single(await _maya.MessagesAsync());
    }

    [Fact]
    [Trait("Row", "PF5")]
    [Trait("Row", "B6")]
    public async Task B6_PF5_a_text_a_resend_and_a_call_carry_the_same_digits()
    {
        await _maya.SendAsync();
        idp.Clock.Advance(TimeSpan.FromSeconds(30));
        var resend = await _maya.SendAsync();
        idp.Clock.Advance(TimeSpan.FromSeconds(60));
        await _maya.SendAsync(Channel.Voice);

        var messages = await _maya.MessagesAsync();
        Assert.True(resend.IsResend);
        Assert.Equal([Channel.Text, Channel.Text, Channel.Voice], messages.Select(m => m.Channel));
        Assert.Single(messages.Select(m => m.Digits).Distinct(StringComparer.Ordinal));
        Assert.Equal(Channel.Voice, (await _maya.TypeAsync(messages[0].Digits!)).Channel);
    }

    [Fact]
    public async Task Past_half_of_its_life_a_resend_draws_another_and_both_are_good()
    {
        await _maya.SendAsync();
        idp.Clock.Advance(TimeSpan.FromMinutes(6));
        var resend = await _maya.SendAsync();

        Assert.False(resend.IsResend);
        Assert.Equal(2, (await _maya.MessagesAsync()).Count);
        Assert.Equal(CodeCheck.Accepted, (await _maya.TypeAsync((await _maya.MessagesAsync())[0].Digits!)).Result);
    }

    [Fact]
    public async Task Two_generations_share_their_tries()
    {
        await _maya.SendAsync();
        var wrong = await _maya.WrongDigitsAsync();
        await _maya.TypeAsync(wrong);
        await _maya.TypeAsync(wrong);
        idp.Clock.Advance(TimeSpan.FromMinutes(6));
        await _maya.SendAsync();

        Assert.Equal(2, (await _maya.TypeAsync(await _maya.WrongDigitsAsync())).TriesLeft);
    }

    [Fact]
    public async Task After_five_wrong_tries_the_right_one_is_used_up_and_the_next_send_brings_five_more()
    {
        await _maya.SendAsync();
        var (right, wrong) = (await _maya.LastDigitsAsync(), await _maya.WrongDigitsAsync());
        var answers = new List<CodeCheckOutcome>();
        for (var i = 0; i < 5; i++)
        {
            answers.Add(await _maya.TypeAsync(wrong));
        }

        Assert.Equal([4, 3, 2, 1, 0], answers.Select(a => a.TriesLeft));
        Assert.Equal(CodeCheck.UsedUp, answers[^1].Result);
        Assert.Equal(CodeCheck.UsedUp, (await _maya.TypeAsync(right)).Result);

        idp.Clock.Advance(TimeSpan.FromSeconds(30));
        await _maya.SendAsync();
        Assert.Equal(5, (await _maya.StatusAsync())?.TriesLeft);
        Assert.Equal(CodeCheck.Accepted, (await _maya.TypeAsync(await _maya.LastDigitsAsync())).Result);
    }

    [Fact]
    public async Task The_last_try_is_a_try()
    {
        await _maya.SendAsync();
        var wrong = await _maya.WrongDigitsAsync();
        for (var i = 0; i < 4; i++)
        {
            await _maya.TypeAsync(wrong);
        }

        Assert.Equal(CodeCheck.Accepted, (await _maya.TypeAsync(await _maya.LastDigitsAsync())).Result);
    }

    [Fact]
    [Trait("Row", "PF5")]
    public async Task PF5_a_right_code_that_comes_too_late_earns_a_fresh_one_at_once()
    {
        await _maya.SendAsync();
        var late = await _maya.LastDigitsAsync();
        idp.Clock.Advance(TimeSpan.FromMinutes(11));
        var outcome = await _maya.TypeAsync(late);

        Assert.Equal(CodeCheck.Late, outcome.Result);
        Assert.Equal(4, outcome.TriesLeft);
        Assert.Equal(CodeSendResult.Sent, (await _maya.SendAsync(atOnce: true)).Result);
        Assert.Equal(CodeCheck.Accepted, (await _maya.TypeAsync(await _maya.LastDigitsAsync())).Result);
    }

    [Fact]
    public async Task A_late_code_on_the_last_try_still_earns_a_fresh_one_that_can_be_typed()
    {
        await _maya.SendAsync();
        var (late, wrong) = (await _maya.LastDigitsAsync(), await _maya.WrongDigitsAsync());
        for (var i = 0; i < 4; i++)
        {
            await _maya.TypeAsync(wrong);
        }

        idp.Clock.Advance(TimeSpan.FromMinutes(9));
        await _maya.SendAsync();
        idp.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(CodeCheck.Late, (await _maya.TypeAndSendAgainAsync(late)).Result);
        Assert.Equal(5, (await _maya.StatusAsync())?.TriesLeft);
        Assert.Equal(CodeCheck.Accepted, (await _maya.TypeAsync(await _maya.LastDigitsAsync())).Result);
    }

    [Fact]
    public async Task A_new_destination_kills_what_was_sent_to_the_old_one()
    {
        await _maya.SendAsync();
        var old = await _maya.LastDigitsAsync();
        var send = await _maya.SendAsync(to: "+12182348888");

        Assert.Equal(CodeSendResult.Sent, send.Result);
        Assert.Equal(CodeCheck.Wrong, (await _maya.TypeAsync(old)).Result);
        Assert.Equal("(•••) •••-8888", (await _maya.StatusAsync())?.DestinationMasked);
    }

    [Fact]
    public async Task The_same_send_twice_at_once_is_one_message()
    {
        var sends = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _maya.SendAsync()));

        Assert.Single(sends, send => send.Result == CodeSendResult.Sent);
        Assert.Single(await _maya.MessagesAsync());
    }
}
