namespace IdentityProvider.Users;

public enum RecoveryRequestState
{
    /// <summary>Waits for somebody who knows the person.</summary>
    Asked,

    /// <summary>Counts from <see cref="RecoveryRequest.WorksFrom"/> until <see cref="RecoveryRequest.ExpiresAt"/>.</summary>
    Approved,
    Refused,

    /// <summary>The account's owner said by mail that it was not them, or set another password without it.</summary>
    Cancelled,

    /// <summary>The new password was set by it.</summary>
    Used,
}

/// <summary>
/// Somebody lost everything they could prove a reset with. A mailed link is never enough for that: a person who knows them checks who they are
/// and approves, and then the link leads on without a factor, once.
/// </summary>
public sealed class RecoveryRequest
{
    /// <summary>How long an approval waits to be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(72);

    /// <summary>How long a request waits for an answer. Then it is asked again.</summary>
    public static readonly TimeSpan AskedLifetime = TimeSpan.FromDays(7);

    /// <summary>How long an operator's approval waits before it counts, so that the owner can still say no.</summary>
    public static readonly TimeSpan OperatorWait = TimeSpan.FromHours(24);

    public RecoveryRequest(Guid userId, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (UserId, AskedAt, State) = (userId, now, RecoveryRequestState.Asked);
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    public DateTimeOffset AskedAt { get; private init; }

    public RecoveryRequestState State { get; private set; }

    /// <summary>Who decided; null for an operator at the command line.</summary>
    public Guid? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>How the person's identity was checked, in the words of who did.</summary>
    public Guid? CheckId { get; private set; }

    public DateTimeOffset? WorksFrom { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>PostgreSQL's xmin: an approval and a cancellation at the same moment do not both win.</summary>
    public uint Version { get; private set; }

    /// <summary>Whether somebody can still decide about it, or take back what was decided.</summary>
    public bool IsOpen(DateTimeOffset now) => (State == RecoveryRequestState.Asked && now < AskedAt + AskedLifetime) || (State == RecoveryRequestState.Approved && now < ExpiresAt);

    /// <summary>Whether a reset may go on by it without a factor.</summary>
    public bool Counts(DateTimeOffset now) => State == RecoveryRequestState.Approved && now >= WorksFrom && now < ExpiresAt;

    /// <param name="wait">Zero for an admin who knows the person; <see cref="OperatorWait"/> for an operator.</param>
    public void Approve(Guid? by, Guid checkId, TimeSpan wait, DateTimeOffset now)
    {
        (State, DecidedBy, DecidedAt, CheckId) = (RecoveryRequestState.Approved, by, now, checkId);
        (WorksFrom, ExpiresAt) = (now + wait, now + wait + Lifetime);
    }

    public void Refuse(Guid? by, Guid checkId, DateTimeOffset now) =>
        (State, DecidedBy, DecidedAt, CheckId) = (RecoveryRequestState.Refused, by, now, checkId);

    public void Cancel() => State = RecoveryRequestState.Cancelled;

    public void Use() => State = RecoveryRequestState.Used;

    // For EF, which fills the rest.
    private RecoveryRequest()
    {
    }
}
