namespace IdentityProvider.Delivery;

/// <summary>Who goes first when more is due than can be sent at once. Stored as a number, because the outbox sorts by it.</summary>
public enum MessagePriority : short
{
    /// <summary>Somebody is looking at a page and waits for it.</summary>
    Code = 0,

    /// <summary>Good to know soon, useless to nobody if it comes a minute later.</summary>
    Notice = 10,
}
