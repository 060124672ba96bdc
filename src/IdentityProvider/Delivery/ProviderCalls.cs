using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;

namespace IdentityProvider.Delivery;

/// <summary>
/// One question to one provider, in time, and the memory of which provider is in trouble: without it every message would wait for a dead one
/// before the next is asked. One memory for each provider and channel of a node.
/// </summary>
internal sealed class ProviderCalls(TimeProvider clock)
{
    /// <summary>For a provider to connect and answer. Short enough that a second one, or a second way, fits into the five seconds people wait.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(300);

    /// <summary>For how long a provider in trouble is passed over. Then one message tries it again.</summary>
    public static readonly TimeSpan PassedOver = TimeSpan.FromSeconds(15);

    // In trouble: at least half of four tries or more, within half a minute.
    private const double TooMany = 0.5;
    private const int Fewest = 4;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    // Real time: a network does not hang by the clock that judges expiries.
    private static readonly ResiliencePipeline InTime = new ResiliencePipelineBuilder { TimeProvider = TimeProvider.System }.AddTimeout(Timeout).Build();

    private readonly ConcurrentDictionary<(Channel Channel, string Provider), ResiliencePipeline<SendResult>> _breakers = new();

    /// <summary>Asks, unless the provider is passed over. No answer in time and a broken connection are trouble that passes.</summary>
    /// <returns>Null when it was passed over.</returns>
    public async Task<SendResult?> AskUnlessInTroubleAsync(IMessageSender sender, OutgoingMessage message, CancellationToken ct)
    {
        var breaker = _breakers.GetOrAdd((sender.Channel, sender.Provider), _ => NewBreaker());
        try
        {
            return await breaker.ExecuteAsync(async token => await AskAsync(sender, message, token), ct);
        }
        catch (BrokenCircuitException)
        {
            return null;
        }
    }

    /// <summary>The same, in trouble or not: somebody has to be asked.</summary>
    public static async Task<SendResult> AskAsync(IMessageSender sender, OutgoingMessage message, CancellationToken ct)
    {
        using var activity = DeliveryMetrics.StartSending(message.Id, sender);
        try
        {
            // A client whose time is over may still know that its message was taken, and says so. One that does not even listen, as behind a name
            // server that hangs, is not waited for.
            return await InTime.ExecuteAsync(async token => await sender.SendAsync(message, token).WaitAsync(Timeout + LastWord, CancellationToken.None), ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            // Without an outcome the message would come back with every lease, and the next provider would never be asked.
            return new SendResult(MessageOutcome.Transient, sender.Provider) { ProviderCode = exception.GetType().Name };
        }
    }

    private ResiliencePipeline<SendResult> NewBreaker() => new ResiliencePipelineBuilder<SendResult> { TimeProvider = clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<SendResult>
        {
            ShouldHandle = tried => ValueTask.FromResult(tried.Outcome.Result?.Outcome.IsAboutTheProvider() is true),
            FailureRatio = TooMany,
            MinimumThroughput = Fewest,
            SamplingDuration = Watched,
            BreakDuration = PassedOver,
        })
        .Build();
}
