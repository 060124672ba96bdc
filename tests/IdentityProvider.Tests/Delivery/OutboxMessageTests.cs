using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Tests.Delivery;

public class OutboxMessageTests
{
    private static readonly ValueCipher Cipher = new(Options.Create(new MasterKeyOptions
    {
        Current = "one",
        Keys = { ["one"] = Convert.ToBase64String(new byte[32]) },
    }));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(8, 128)]
    [InlineData(11, 600)]
    [InlineData(1000, 600)]
    public void Waits_between_tries_double_up_to_ten_minutes(int tries, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), OutboxMessage.WaitAfter(tries, asked: null));

    [Fact]
    public void A_provider_that_asks_for_a_longer_wait_gets_it()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), OutboxMessage.WaitAfter(1, TimeSpan.FromSeconds(30)));
        Assert.Equal(TimeSpan.FromSeconds(4), OutboxMessage.WaitAfter(3, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(MessageOutcome.Sent, MessageState.Sent)]
    [InlineData(MessageOutcome.Transient, MessageState.Queued)]
    [InlineData(MessageOutcome.Throttled, MessageState.Queued)]
    [InlineData(MessageOutcome.BadNumber, MessageState.Failed)]
    [InlineData(MessageOutcome.LandlineNoText, MessageState.Failed)]
    [InlineData(MessageOutcome.OptedOut, MessageState.Failed)]
    [InlineData(MessageOutcome.Blocked, MessageState.Failed)]
    [InlineData(MessageOutcome.BadCredentials, MessageState.Failed)]
    [InlineData(MessageOutcome.OutOfCredit, MessageState.Failed)]
    [InlineData(MessageOutcome.Expired, MessageState.Expired)]
    public void Each_outcome_ends_a_message_or_brings_it_back(MessageOutcome outcome, MessageState state)
    {
        var fate = Message().After(new SendResult(outcome, "test"), Letters.Noon);

        Assert.Equal(state, fate.State);
        Assert.Equal(state is not MessageState.Queued, fate.IsFinal);
    }

    [Fact]
    public void A_next_try_after_the_code_has_died_is_not_made()
    {
        var message = Message();

        Assert.Equal(MessageState.Queued, message.After(new SendResult(MessageOutcome.Transient, "test"), message.ExpiresAt.AddSeconds(-2)).State);
        Assert.Equal(MessageState.Failed, message.After(new SendResult(MessageOutcome.Transient, "test"), message.ExpiresAt.AddSeconds(-1)).State);
    }

    [Theory]
    [InlineData(599, true)]
    [InlineData(600, false)]
    public void A_code_may_be_sent_while_it_lives_and_not_a_second_longer(int secondsLater, bool sendable) =>
        Assert.Equal(sendable, Message().IsSendableAt(Letters.Noon.AddSeconds(secondsLater)));

    [Fact]
    public void A_sealed_letter_opens_to_what_it_was()
    {
        foreach (var letter in Letters.By(Channel.Email).Concat(Letters.By(Channel.Text)))
        {
            var message = new OutboxMessage(letter, SealedLetter.Seal(letter, Cipher), Letters.Noon);

            Assert.Equal(letter, SealedLetter.Open(message, Cipher));
        }
    }

    [Fact]
    public void Codes_go_before_notices() => Assert.True(
        new SignInCode(Guid.Empty, "", default).Priority < new NewBrowserSignedIn(default, "").Priority);

    private static OutboxMessage Message()
    {
        var letter = Letters.Letter(Channel.Text, new SignInCode(Guid.Empty, "042137", Letters.Noon.AddMinutes(10)));
        return new OutboxMessage(letter, SealedLetter.Seal(letter, Cipher), Letters.Noon);
    }
}
