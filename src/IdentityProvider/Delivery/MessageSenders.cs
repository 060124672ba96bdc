using System.Security.Cryptography;
using IdentityProvider.Delivery.Templates;
using IdentityProvider.Delivery.Switches;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.Storage;

namespace IdentityProvider.Delivery;

/// <summary>Sends one message through the providers of its channel, one after the other. Whatever happens comes back as an outcome.</summary>
internal sealed partial class MessageSenders(
    CarriersOn carriers, ProviderCalls calls, MessageReading reading, OptOuts optOuts, DeliveryMetrics metrics, ILogger<MessageSenders> logger)
{
    public async Task<SendResult> TrySendAsync(OutboxMessage message, CancellationToken ct)
    {
        var (first, inOrder) = await carriers.OfAsync(message.Channel, ct);
        try
        {
            return reading.OpenInTime(message) is not { } outgoing ? Tried(message, new SendResult(MessageOutcome.Expired, first))
                : inOrder.Count == 0 ? Tried(message, new SendResult(MessageOutcome.SwitchedOff, first))
                : await (message.Channel is Channel.Text ? TextAsync(message, outgoing, inOrder, ct) : AskInOrderAsync(message, outgoing, inOrder, ct));
        }
        catch (CryptographicException exception)
        {
            // Its key may be missing on this node only, during a roll-out; it is tried again until its time is over.
            CannotOpen(logger, message.Id, exception);
            return Tried(message, new SendResult(MessageOutcome.Transient, first));
        }
    }

    // A number that answered STOP is not texted, whoever asked for it and however long ago, but for the answer to its own HELP; and when the carrier knows
    // before us, we note it.
    private async Task<SendResult> TextAsync(OutboxMessage message, OutgoingMessage outgoing, IReadOnlyList<IMessageSender> inOrder, CancellationToken ct)
    {
        if (outgoing.Letter.Content is not HelpAnswer && await optOuts.HasAsync(outgoing.Letter.Destination, ct))
        {
            return Tried(message, new SendResult(MessageOutcome.OptedOut, inOrder[0].Provider));
        }

        var result = await AskInOrderAsync(message, outgoing, inOrder, ct);
        if (result.Outcome is MessageOutcome.OptedOut)
        {
            await optOuts.StopAsync(outgoing.Letter.Destination, OptOutSource.Carrier, ct);
        }

        return result;
    }

    // Only trouble of the provider's own leads to the next one: a wrong address is as wrong there. The last one is asked in any case. What passes with
    // one of them is tried again, although another one will never do.
    private async Task<SendResult> AskInOrderAsync(
        OutboxMessage message, OutgoingMessage outgoing, IReadOnlyList<IMessageSender> inOrder, CancellationToken ct)
    {
        SendResult? passing = null;
        foreach (var sender in inOrder.SkipLast(1))
        {
            var result = await calls.AskUnlessInTroubleAsync(sender, outgoing, ct) is { } asked
                ? Tried(message, asked)
                : new SendResult(MessageOutcome.Transient, sender.Provider);
            if (!result.Outcome.IsAboutTheProvider())
            {
                return result;
            }

            passing ??= result.Outcome.IsWorthRetrying() ? result : null;
        }

        var last = Tried(message, await ProviderCalls.AskAsync(inOrder[^1], outgoing, ct));
        return last.Outcome.IsAboutTheProvider() && !last.Outcome.IsWorthRetrying() ? passing ?? last : last;
    }

    private SendResult Tried(OutboxMessage message, SendResult result)
    {
        metrics.Tried(message, result);
        if (result.Outcome is not MessageOutcome.Sent)
        {
            NotSent(logger, message.Id, message.Channel, result.Provider, result.Outcome, result.ProviderCode, message.Tries);
        }

        return result;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {MessageId} by {Channel} was not sent through {Provider}: {Outcome} ({ErrorCode}), try {Tries}.")]
    private static partial void NotSent(
        ILogger logger, Guid messageId, Channel channel, string provider, MessageOutcome outcome, string? errorCode, int tries);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {MessageId} cannot be decrypted on this node.")]
    private static partial void CannotOpen(ILogger logger, Guid messageId, Exception exception);
}

/// <summary>Opens a message for the moment it is sent.</summary>
internal sealed class MessageReading(ValueCipher cipher, LetterHead head, TimeProvider clock)
{
    /// <returns>Null when its time is over: a dead code is never sent.</returns>
    /// <exception cref="CryptographicException">Not with the keys of this node.</exception>
    public OutgoingMessage? OpenInTime(OutboxMessage message)
    {
        var now = clock.GetUtcNow();
        return message.IsSendableAt(now) ? new OutgoingMessage(message.Id, SealedLetter.Open(message, cipher), head, now, message.ExpiresAt) : null;
    }
}
