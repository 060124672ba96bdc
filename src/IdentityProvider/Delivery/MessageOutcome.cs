namespace IdentityProvider.Delivery;

/// <summary>
/// What became of one try to send. One list for all providers: each client maps what its provider answers to these, and
/// everything after that (retry, pages, health, metrics) is decided on them alone.
/// </summary>
public enum MessageOutcome
{
    /// <summary>The provider took it. That is not yet delivery.</summary>
    Sent,

    /// <summary>No answer in time, a broken connection, or the provider's own trouble. The next try may well succeed.</summary>
    Transient,

    /// <summary>We asked more often than the provider allows.</summary>
    Throttled,

    /// <summary>There is no such number or address.</summary>
    BadNumber,

    /// <summary>The number exists and cannot take texts. A call would reach it.</summary>
    LandlineNoText,

    /// <summary>The person answered STOP. Only their START ends that.</summary>
    OptedOut,

    /// <summary>The call was not answered, or by a machine. The next one may well be.</summary>
    Unanswered,

    /// <summary>The provider or the carrier refused this message or this recipient.</summary>
    Blocked,

    /// <summary>The provider does not accept our key, our sender or our request. An operator has to act.</summary>
    BadCredentials,

    /// <summary>The account at the provider is empty.</summary>
    OutOfCredit,

    /// <summary>An operator has switched off the channel, or everybody who carries it. A code is given up; what can wait waits for the switch.</summary>
    SwitchedOff,

    /// <summary>Its time was over before it could be sent, so it was not.</summary>
    Expired,
}

/// <summary>Which outcomes are worth another try.</summary>
public static class MessageOutcomes
{
    /// <summary>Only these two: any other answer would come back the same, and each repeat of it costs money or reputation.</summary>
    public static bool IsWorthRetrying(this MessageOutcome outcome) => outcome is MessageOutcome.Transient or MessageOutcome.Throttled;

    /// <summary>Whether the provider is the reason, so that another one may still get the message through.</summary>
    public static bool IsAboutTheProvider(this MessageOutcome outcome) =>
        outcome is MessageOutcome.Transient or MessageOutcome.Throttled or MessageOutcome.BadCredentials or MessageOutcome.OutOfCredit;

    /// <summary>Whether the recipient is the reason, so that another number or channel helps; otherwise the trouble is ours.</summary>
    public static bool IsAboutTheRecipient(this MessageOutcome outcome) =>
        outcome is MessageOutcome.BadNumber or MessageOutcome.LandlineNoText or MessageOutcome.OptedOut or MessageOutcome.Unanswered or MessageOutcome.Blocked;
}

/// <summary>What a provider said to one try.</summary>
/// <param name="Outcome">Mapped to our list.</param>
/// <param name="Provider">Which one was asked, for example "vonage".</param>
/// <param name="ProviderMessageId">The provider's name for the message, by which it reports delivery later.</param>
public sealed record SendResult(MessageOutcome Outcome, string Provider, string? ProviderMessageId = null)
{
    /// <summary>How long the provider asked us to wait, when it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>For the log only: the provider's own code for what is wrong. Never its free text, which may repeat the number.</summary>
    public string? ProviderCode { get; init; }
}
