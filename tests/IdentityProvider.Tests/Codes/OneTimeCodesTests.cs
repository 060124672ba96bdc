using IdentityProvider.Codes;
using IdentityProvider.Delivery;
using IdentityProvider.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityProvider.Tests.Codes;

/// <summary>Sending and typing codes on a real database: what is one row's rule is in CodeSeriesTests and OneTimeCodeTests.</summary>
public class OneTimeCodesTests(IdpHost idp) : IClassFixture<IdpHost>
{
    private readonly SentCodes _maya = new(idp);

    [Fact]
    public async Task A_code_that_was_sent_is_accepted_once()
    {
        var send = await _maya.SendAsync();
        var digits = await _maya.LastDigitsAsync();

        Assert.Equal(CodeSendResult.Sent, send.Result);
        Assert.Equal(new CodeCheckOutcome(CodeCheck.Accepted, Channel.Text), await _maya.TypeAsync($"#{digits[..3]} {digits[3..]}"));
        Assert.Equal(CodeCheck.UsedUp, (await _maya.TypeAsync(digits)).Result);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    public async Task PF1_EN4_TA4_a_code_has_the_length_the_clinic_wants(int digits)
    {
        await _maya.SendAsync(digits: digits);

        Assert.Equal(digits, (await _maya.LastDigitsAsync()).Length);
        Assert.Equal(digits, (await _maya.StatusAsync())?.Digits);
    }

    [Fact]
    public async Task TA5_within_the_wait_nothing_is_sent_and_nothing_is_wrong()
    {
        var first = await _maya.SendAsync();
        var second = await _maya.SendAsync();

        Assert.Equal(CodeSendResult.TooSoon, second.Result);
        Assert.Equal(first.NextSendAt, second.NextSendAt, TimeSpan.FromMilliseconds(1));
        Assert.Single(await _maya.MessagesAsync());
    }

    [Fact]
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
    public async Task A_code_proves_nothing_for_another_purpose_or_attempt()
    {
        await _maya.SendAsync();
        var digits = await _maya.LastDigitsAsync();
        var attempt = _maya.Attempt;
        _maya.BeginAnotherAttempt();
        await _maya.SendAsync(purpose: CodePurpose.StepUp, to: "+12182349999");

        Assert.NotEqual(CodeCheck.Accepted, (await _maya.TypeAsync(digits, CodePurpose.StepUp)).Result);
        Assert.NotEqual(CodeCheck.Accepted, (await _maya.TypeAsync(digits, CodePurpose.SignIn)).Result);
        Assert.Equal(CodeCheck.Accepted, (await _maya.TypeAsync(digits, CodePurpose.SignIn, attempt)).Result);
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

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("12345")]
    [InlineData("1234567")]
    public async Task What_cannot_be_the_code_costs_no_try(string typed)
    {
        await _maya.SendAsync();

        Assert.Equal(CodeCheck.Malformed, (await _maya.TypeAsync(typed)).Result);
        Assert.Equal(5, (await _maya.StatusAsync())?.TriesLeft);
    }

    [Fact]
    public async Task The_same_form_twice_at_once_is_one_use()
    {
        await _maya.SendAsync();
        var digits = await _maya.LastDigitsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            try
            {
                return (await _maya.TypeAsync(digits)).Result;
            }
            catch (DbUpdateConcurrencyException)
            {
                return CodeCheck.UsedUp;
            }
        }));

        Assert.Single(answers, CodeCheck.Accepted);
    }

    [Fact]
    public async Task The_same_send_twice_at_once_is_one_message()
    {
        var sends = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _maya.SendAsync()));

        Assert.Single(sends, send => send.Result == CodeSendResult.Sent);
        Assert.Single(await _maya.MessagesAsync());
    }

    [Fact]
    public async Task Digits_go_with_the_codes_life_and_the_hash_half_an_hour_later()
    {
        await _maya.SendAsync();
        idp.Clock.Advance(TimeSpan.FromMinutes(10));
        await SweepAsync();
        var (digits, hash) = await StoredAsync();
        Assert.Null(digits);
        Assert.NotNull(hash);

        idp.Clock.Advance(TimeSpan.FromMinutes(30));
        await SweepAsync();
        Assert.Null((await StoredAsync()).Hash);
    }

    [Fact]
    public async Task A_used_up_code_keeps_no_digits()
    {
        await _maya.SendAsync();
        var wrong = await _maya.WrongDigitsAsync();
        for (var i = 0; i < 5; i++)
        {
            await _maya.TypeAsync(wrong);
        }

        Assert.Null((await StoredAsync()).Digits);
    }

    private Task SweepAsync() => ActivatorUtilities.CreateInstance<CodesSweeper>(idp.Services).SweepAsync(TestContext.Current.CancellationToken);

    private async Task<(byte[]? Digits, byte[]? Hash)> StoredAsync()
    {
        await using var db = idp.Database.Open();
        var attempt = _maya.Attempt;
        var series = await db.CodeSeries.Include(s => s.Codes).SingleAsync(s => s.AttemptId == attempt, TestContext.Current.CancellationToken);
        return (series.Newest!.DigitsEncrypted, series.Newest.Hash);
    }
}
