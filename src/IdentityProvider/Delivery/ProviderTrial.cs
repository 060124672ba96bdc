using IdentityProvider.Delivery.Templates;
using IdentityProvider.Delivery.Texts;

namespace IdentityProvider.Delivery;

/// <summary>
/// Sends one test message through one provider, past the outbox, the order and the switches: whoever looks after a provider waits for its answer,
/// and tries it while it is off.
/// </summary>
public sealed class ProviderTrial
{
    private static readonly TimeSpan WorthSending = TimeSpan.FromMinutes(10);

    private readonly SendersInOrder _senders;
    private readonly LetterHead _head;
    private readonly OptOuts _optOuts;
    private readonly TimeProvider _clock;

    internal ProviderTrial(SendersInOrder senders, LetterHead head, OptOuts optOuts, TimeProvider clock) =>
        (_senders, _head, _optOuts, _clock) = (senders, head, optOuts, clock);

    /// <summary>Whether there is such a provider.</summary>
    public bool Has(ChannelProvider provider) => _senders.Of(provider.Channel).Any(s => s.Provider == provider.Provider);

    /// <param name="provider">Which provider of which channel.</param>
    /// <param name="destination">E.164, or an address.</param>
    /// <param name="language">"en" or "es".</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What the provider answered, in at most some two seconds; null when there is no such provider.</returns>
    public async Task<SendResult?> SendAsync(ChannelProvider provider, string destination, string language, CancellationToken ct)
    {
        if (_senders.Of(provider.Channel).FirstOrDefault(s => s.Provider == provider.Provider) is not { } sender)
        {
            return null;
        }

        if (provider.Channel is Channel.Text && await _optOuts.HasAsync(destination, ct))
        {
            return new SendResult(MessageOutcome.OptedOut, provider.Provider);
        }

        var now = _clock.GetUtcNow();
        var letter = new Letter(provider.Channel, destination, language, new TestMessage());
        return await ProviderCalls.AskAsync(sender, new OutgoingMessage(Guid.CreateVersion7(now), letter, _head, now, now + WorthSending), ct);
    }
}

/// <summary>One provider on one channel, as operators name it.</summary>
public sealed record ChannelProvider(Channel Channel, string Provider)
{
    /// <summary>For the audit; null for a whole channel.</summary>
    public MessageProvider? Known => Enum.GetValues<MessageProvider>().Select(known => (MessageProvider?)known)
        .FirstOrDefault(known => string.Equals(known.ToString(), Provider, StringComparison.OrdinalIgnoreCase));

    /// <summary>For forms: "Text vonage".</summary>
    public override string ToString() => $"{Channel} {Provider}";

    /// <returns>Null when it is written otherwise. Whether there is such a provider is another question.</returns>
    public static ChannelProvider? Parse(string? text) =>
        text?.Split(' ', 2) is [var channel, var provider] && Enum.GetNames<Channel>().Contains(channel) ? new ChannelProvider(Enum.Parse<Channel>(channel), provider) : null;
}
