using IdentityProvider.Delivery.Reports;

namespace IdentityProvider.Delivery;

public enum MessageState
{
    /// <summary>Waits to be sent, or to be tried again.</summary>
    Queued,

    /// <summary>A provider took it.</summary>
    Sent,

    /// <summary>The provider has reported that it arrived.</summary>
    Delivered,

    /// <summary>The provider took it and has reported that it did not arrive; why stands in <see cref="OutboxMessage.LastOutcome"/>.</summary>
    Undelivered,

    /// <summary>Given up: the last answer stands in <see cref="OutboxMessage.LastOutcome"/>.</summary>
    Failed,

    /// <summary>Its time was over before it could be sent.</summary>
    Expired,
}

/// <summary>What becomes of a message after a try.</summary>
/// <param name="State">Queued: it is tried again.</param>
/// <param name="DueAt">Not before.</param>
public sealed record MessageFate(MessageState State, DateTimeOffset DueAt)
{
    public bool IsFinal => State is not MessageState.Queued;
}

/// <summary>A message somebody is owed. Written in the transaction of what caused it, sent by whichever node leases it.</summary>
public sealed class OutboxMessage
{
    /// <summary>How long a notice is worth sending. A code says itself until when.</summary>
    public static readonly TimeSpan NoticeLifetime = TimeSpan.FromHours(24);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    // The switch makes what waits for it due. This is for what was in a worker's hands at that moment.
    private static readonly TimeSpan SwitchedOffWait = TimeSpan.FromSeconds(30);

    public OutboxMessage(Letter letter, SealedLetter contents, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (CreatedAt, DueAt) = (now, now);
        (Kind, Channel, Priority) = (letter.Content.Kind, letter.Channel, letter.Content.Priority);
        (UserId, ClinicId) = (letter.UserId, letter.Clinic?.Id);
        (Destination, DestinationHash, DestinationMasked, Payload) = contents;
        CodeId = (letter.Content as CodeContent)?.CodeId;
        ExpiresAt = letter.Content.WorthlessAt ?? now + NoticeLifetime;
    }

    public Guid Id { get; private init; }

    public string Kind { get; private init; }

    public Channel Channel { get; private init; }

    public MessagePriority Priority { get; private init; }

    public Guid? UserId { get; private init; }

    public Guid? ClinicId { get; private init; }

    /// <summary>The code it carries, if it carries one. A resend is another message with the same code.</summary>
    public Guid? CodeId { get; private init; }

    /// <summary>The number or address, encrypted.</summary>
    public byte[] Destination { get; private init; }

    /// <summary>Its keyed hash, to find what was sent where without decrypting.</summary>
    public byte[] DestinationHash { get; private init; }

    /// <summary>What people may see of it, for example (•••) •••-0123.</summary>
    public string DestinationMasked { get; private init; }

    /// <summary>The letter, encrypted. Null as soon as nobody needs it any more: the digits in it are a live credential.</summary>
    public byte[]? Payload { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset DueAt { get; private init; }

    /// <summary>From this moment on it is not sent any more.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>
    /// Until when one worker has it for itself. Each lease ends later than the one before, so the value also tells whose it is: an
    /// outcome is saved only while it is unchanged.
    /// </summary>
    public DateTimeOffset? LeasedUntil { get; private init; }

    /// <summary>How often it was leased, the current time included.</summary>
    public int Tries { get; private init; }

    public MessageState State { get; private init; }

    /// <summary>What the last try came to; null before the first one.</summary>
    public MessageOutcome? LastOutcome { get; private init; }

    public string? Provider { get; private init; }

    public string? ProviderMessageId { get; private init; }

    /// <summary>When it was sent or given up.</summary>
    public DateTimeOffset? FinishedAt { get; private init; }

    /// <summary>How much the report counts that made it delivered or undelivered; null before one came.</summary>
    public ReportWeight? ReportWeight { get; private init; }

    /// <summary>When that report came.</summary>
    public DateTimeOffset? ReportedAt { get; private init; }

    /// <summary>What the provider asks for it; null until it has said so, and for those that never do.</summary>
    public decimal? Cost { get; private init; }

    /// <summary>The currency of <see cref="Cost"/> (ISO 4217).</summary>
    public string? CostCurrency { get; private init; }

    /// <summary>Whether it may still leave the house.</summary>
    public bool IsSendableAt(DateTimeOffset now) => State is MessageState.Queued && now < ExpiresAt;

    /// <summary>What becomes of it after a try: done, once more later, or given up.</summary>
    public MessageFate After(SendResult result, DateTimeOffset now)
    {
        var next = now + WaitAfter(Tries, result.RetryAfter);
        return result.Outcome switch
        {
            MessageOutcome.Sent => new MessageFate(MessageState.Sent, DueAt),
            MessageOutcome.Expired => new MessageFate(MessageState.Expired, DueAt),

            // Whoever waits for a code is told to choose another way. A notice and a link wait for the operator, who makes them due.
            MessageOutcome.SwitchedOff when CodeId is null => new MessageFate(MessageState.Queued, now + SwitchedOffWait),

            // A next try after its time would only turn an honest answer into "expired".
            _ when result.Outcome.IsWorthRetrying() && next < ExpiresAt => new MessageFate(MessageState.Queued, next),
            _ => new MessageFate(MessageState.Failed, DueAt),
        };
    }

    /// <summary>1, 2, 4, 8 … seconds, ten minutes at most; longer when the provider asked for longer.</summary>
    internal static TimeSpan WaitAfter(int tries, TimeSpan? asked)
    {
        var doubled = FirstWait * Math.Pow(2, Math.Clamp(tries - 1, 0, 12));
        var wait = doubled < LongestWait ? doubled : LongestWait;
        return asked > wait ? asked.Value : wait;
    }

    // For EF, which fills the rest.
    private OutboxMessage() => (Kind, Destination, DestinationHash, DestinationMasked) = ("", [], [], "");
}
