namespace IdentityProvider.Delivery.Reports;

/// <summary>
/// How much a report counts. Reports come twice and in any order: one of more weight replaces one of less. Two that contradict each other never weigh the same, so the
/// same reports lead to the same end whatever their order.
/// </summary>
public enum ReportWeight : short
{
    /// <summary>What holds until something better is known: a call is over, a text was undeliverable, a mail was taken.</summary>
    Word = 1,

    /// <summary>What cannot be undone by another report: the text is on the phone, nobody or a machine took the call, the mail came back.</summary>
    LastWord = 2,
}

/// <summary>What a carrier says of a message after it had taken it.</summary>
/// <param name="Channel">What the provider carried it by.</param>
/// <param name="Provider">Who says it, as stored with the message, for example "vonage".</param>
/// <param name="MessageId">Our own reference, which the carrier gives back.</param>
/// <param name="ProviderMessageId">The carrier's name for the try, as it gave it when it took the message.</param>
/// <param name="Outcome"><see cref="MessageOutcome.Sent"/>: it arrived. Anything else: it did not, and why. Null: still on its way.</param>
/// <param name="Weight">Against other reports of the same message.</param>
public sealed record DeliveryReport(Channel Channel, string Provider, Guid MessageId, string ProviderMessageId, MessageOutcome? Outcome, ReportWeight Weight)
{
    /// <summary>What the message cost, when the report says so.</summary>
    public Cost? Cost { get; init; }

    /// <summary>The state it leads to; null when it leads to none.</summary>
    public MessageState? State => Outcome switch
    {
        null => null,
        MessageOutcome.Sent => MessageState.Delivered,
        _ => MessageState.Undelivered,
    };
}

/// <summary>Money a carrier asks for a message.</summary>
/// <param name="Amount">0 to 9,999.</param>
/// <param name="Currency">Three capital letters (ISO 4217).</param>
public sealed record Cost(decimal Amount, string Currency);

/// <summary>What became of a report.</summary>
public enum ReportResult
{
    /// <summary>The message stands otherwise now.</summary>
    Changed,

    /// <summary>It says nothing new, or of no message that we have.</summary>
    NothingNew,

    /// <summary>A worker has the message in its hands: ask again when that is over.</summary>
    TooSoon,
}
