using System.Diagnostics;
using IdentityProvider.Delivery;

namespace IdentityProvider.Tests.Delivery;

/// <summary>A try ends in time and with an outcome, whatever a provider's client does.</summary>
public class ProviderCallsTests
{
    private static readonly OutgoingMessage Message = new(
        Guid.CreateVersion7(Letters.Noon),
        new Letter(Channel.Email, "pat@mail.example", "en", Letters.Contents()[0]),
        Letters.Head, Letters.Noon, Letters.Noon.AddMinutes(10));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Row", "B10")]
    public async Task One_that_listens_to_no_token_is_not_waited_for()
    {
        var since = Stopwatch.GetTimestamp();

        var result = await ProviderCalls.AskAsync(new Sender(_ => Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None)), Message, Ct);

        Assert.Equal(MessageOutcome.Transient, result.Outcome);
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact, Trait("Row", "B10")]
    public async Task One_that_knows_at_the_last_moment_that_it_was_taken_is_believed_and_nothing_is_sent_twice()
    {
        var result = await ProviderCalls.AskAsync(new Sender(async ct => await Task.Delay(Timeout.InfiniteTimeSpan, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)), Message, Ct);

        Assert.Equal(MessageOutcome.Sent, result.Outcome);
    }

    [Fact]
    public async Task One_that_throws_what_nobody_thought_of_ends_with_an_outcome_and_the_name_of_the_trouble_alone()
    {
        var result = await ProviderCalls.AskAsync(new Sender(_ => throw new InvalidOperationException("about pat@mail.example")), Message, Ct);

        Assert.Equal((MessageOutcome.Transient, nameof(InvalidOperationException)), (result.Outcome, result.ProviderCode));
    }

    private sealed class Sender(Func<CancellationToken, Task> work) : IMessageSender
    {
        public Channel Channel => Channel.Email;

        public string Provider => "test";

        public async Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken ct)
        {
            await work(ct);
            return new SendResult(MessageOutcome.Sent, Provider);
        }
    }
}
