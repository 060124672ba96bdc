using System.Security.Cryptography;
using IdentityProvider.Delivery.Templates;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.Storage;
using Polly;
using Polly.Timeout;

namespace IdentityProvider.Delivery;

/// <summary>Sends one message through the provider of its channel. Whatever happens comes back as an outcome.</summary>
internal sealed partial class MessageSenders(
    IEnumerable<IMessageSender> senders, MessageReading reading, OptOuts optOuts, TimeProvider clock, DeliveryMetrics metrics, ILogger<MessageSenders> logger)
{
    /// <summary>For a provider to connect and answer. Short enough that a second way fits into the five seconds people wait.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    // Real time: a network does not hang by the clock that judges expiries.
    private static readonly ResiliencePipeline InTime = new ResiliencePipelineBuilder { TimeProvider = TimeProvider.System }
        .AddTimeout(Timeout).Build();

    public async Task<SendResult> TrySendAsync(OutboxMessage message, CancellationToken ct)
    {
        var sender = senders.First(s => s.Channel == message.Channel);
        var result = message.IsSendableAt(clock.GetUtcNow())
            ? await AskAsync(sender, message, ct)
            : new SendResult(MessageOutcome.Expired, sender.Provider);
        metrics.Tried(message, result, clock.GetUtcNow());
        if (result.Outcome is not MessageOutcome.Sent)
        {
            NotSent(logger, message.Id, message.Channel, result.Outcome, result.ProviderCode, message.Tries);
        }

        return result;
    }

    private async Task<SendResult> AskAsync(IMessageSender sender, OutboxMessage message, CancellationToken ct)
    {
        using var activity = DeliveryMetrics.StartSending(message, sender.Provider);
        try
        {
            var outgoing = reading.Open(message);
            return message.Channel is Channel.Text
                ? await TextAsync(sender, outgoing, ct)
                : await InTime.ExecuteAsync(async token => await sender.SendAsync(outgoing, token), ct);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutRejectedException or IOException)
        {
            return new SendResult(MessageOutcome.Transient, sender.Provider) { ProviderCode = exception.GetType().Name };
        }
        catch (CryptographicException exception)
        {
            // Its key may be missing on this node only, during a roll-out; it is tried again until its time is over.
            CannotOpen(logger, message.Id, exception);
            return new SendResult(MessageOutcome.Transient, sender.Provider);
        }
    }

    // A number that answered STOP is not texted, whoever asked for it and however long ago; and when the carrier knows before us, we note it.
    private async Task<SendResult> TextAsync(IMessageSender sender, OutgoingMessage outgoing, CancellationToken ct)
    {
        if (await optOuts.HasAsync(outgoing.Letter.Destination, ct))
        {
            return new SendResult(MessageOutcome.OptedOut, sender.Provider);
        }

        var result = await InTime.ExecuteAsync(async token => await sender.SendAsync(outgoing, token), ct);
        if (result.Outcome is MessageOutcome.OptedOut)
        {
            await optOuts.StopAsync(outgoing.Letter.Destination, OptOutSource.Carrier, ct);
        }

        return result;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {MessageId} by {Channel} was not sent: {Outcome} ({ErrorCode}), try {Tries}.")]
    private static partial void NotSent(ILogger logger, Guid messageId, Channel channel, MessageOutcome outcome, string? errorCode, int tries);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {MessageId} cannot be decrypted on this node.")]
    private static partial void CannotOpen(ILogger logger, Guid messageId, Exception exception);
}

/// <summary>Opens a message for the moment it is sent.</summary>
internal sealed class MessageReading(ValueCipher cipher, LetterHead head, TimeProvider clock)
{
    public OutgoingMessage Open(OutboxMessage message) =>
        new(message.Id, SealedLetter.Open(message, cipher), head, clock.GetUtcNow(), message.ExpiresAt);
}
