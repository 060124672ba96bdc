using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityProvider.Phones;

/// <summary>How a request ended, or what was decided about it.</summary>
public enum PhoneResetDecision
{
    /// <summary>A new phone may be set at the next sign-in, once, for a while.</summary>
    Approved,
    Refused,

    /// <summary>The user has a way in after all.</summary>
    Withdrawn,

    /// <summary>Nobody decided in time.</summary>
    Expired,
}

/// <summary>
/// Somebody cannot get codes any more and asks to set a new phone (product row PF8). An admin who has made sure who it is approves; the next
/// sign-in with the password then sets a phone up instead of asking the old one. Used once, and worth nothing after a while.
/// </summary>
public sealed class PhoneResetRequest
{
    /// <summary>How long a request waits for a decision.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromDays(7);

    /// <summary>How long an approval may be used. The password alone opens the set-up meanwhile, so it is no longer than people need.</summary>
    public static readonly TimeSpan Stands = TimeSpan.FromHours(72);

    /// <summary>How long an operator's approval waits before it counts, so that the owner can still say no: an operator does not know the person.</summary>
    public static readonly TimeSpan OperatorWait = TimeSpan.FromHours(24);

    /// <summary>After a refusal, how long before the next request: each one rings every phone and mailbox of the account.</summary>
    public static readonly TimeSpan AfterRefusal = TimeSpan.FromHours(24);

    /// <param name="userId">Whose phone.</param>
    /// <param name="reasonId">What the user wrote; null when an admin began it.</param>
    /// <param name="now">UTC.</param>
    public PhoneResetRequest(Guid userId, Guid? reasonId, DateTimeOffset now) =>
        (Id, UserId, ReasonId, AskedAt, ExpiresAt) = (Guid.CreateVersion7(now), userId, reasonId, now, now + Waits);

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    /// <summary>Why, in the user's words (<see cref="Audit.Reasons"/>).</summary>
    public Guid? ReasonId { get; private init; }

    public DateTimeOffset AskedAt { get; private init; }

    /// <summary>When it lapses: undecided first, approved afterwards.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    public PhoneResetDecision? Decision { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>The admin, never the user; null for an operator at the command line.</summary>
    public Guid? DecidedBy { get; private set; }

    /// <summary>How the admin made sure who asked, in their words.</summary>
    public Guid? CheckId { get; private set; }

    /// <summary>When the new phone was set.</summary>
    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>PostgreSQL's xmin: of two decisions, or two uses, at the same moment the second one's save fails.</summary>
    public uint Version { get; private set; }

    public bool IsOpen(DateTimeOffset now) => Decision is null && now < ExpiresAt;

    /// <summary>Whether it is approved and worth something, now or once an operator's wait is over.</summary>
    public bool IsApproved(DateTimeOffset now) => Decision == PhoneResetDecision.Approved && UsedAt is null && now < ExpiresAt;

    /// <summary>From when an approval counts (UTC); null while nothing is approved.</summary>
    public DateTimeOffset? WorksFrom => Decision != PhoneResetDecision.Approved ? null : DecidedBy is null ? DecidedAt + OperatorWait : DecidedAt;

    /// <summary>Whether a new phone may be set now.</summary>
    public bool MayBeUsed(DateTimeOffset now) => IsApproved(now) && now >= WorksFrom;

    /// <summary>Whether another request may follow this one.</summary>
    public bool AllowsAnother(DateTimeOffset now) =>
        !IsOpen(now) && !IsApproved(now) && (Decision != PhoneResetDecision.Refused || now >= DecidedAt + AfterRefusal);

    /// <exception cref="InvalidOperationException">It is not open, or the admin is the user.</exception>
    public void Approve(Guid adminId, Guid checkId, DateTimeOffset now)
    {
        Decide(PhoneResetDecision.Approved, adminId, checkId, now);
        ExpiresAt = now + Stands;
    }

    /// <summary>For somebody whom no admin may decide for. It counts after <see cref="OperatorWait"/>.</summary>
    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public void ApproveByOperator(Guid checkId, DateTimeOffset now)
    {
        Decide(PhoneResetDecision.Approved, adminId: null, checkId, now);
        ExpiresAt = now + OperatorWait + Stands;
    }

    /// <param name="adminId">Null for an operator.</param>
    /// <exception cref="InvalidOperationException">It is not open, or the admin is the user.</exception>
    public void Refuse(Guid? adminId, Guid checkId, DateTimeOffset now) => Decide(PhoneResetDecision.Refused, adminId, checkId, now);

    /// <summary>Neither the request nor an approval is worth anything any more.</summary>
    /// <returns>Whether either was until now.</returns>
    public bool Withdraw(DateTimeOffset now)
    {
        var stood = IsOpen(now) || IsApproved(now);
        if (stood)
        {
            (Decision, DecidedAt) = (PhoneResetDecision.Withdrawn, now);
        }

        return stood;
    }

    public void Lapse(DateTimeOffset now) => (Decision, DecidedAt) = (PhoneResetDecision.Expired, now);

    /// <exception cref="InvalidOperationException">It may not be used.</exception>
    public void Use(DateTimeOffset now) =>
        UsedAt = MayBeUsed(now) ? now : throw new InvalidOperationException("A phone reset that was not approved, was used or has lapsed.");

    private void Decide(PhoneResetDecision decision, Guid? adminId, Guid checkId, DateTimeOffset now)
    {
        if (!IsOpen(now) || adminId == UserId)
        {
            throw new InvalidOperationException("Only an open request is decided, and never one's own.");
        }

        (Decision, DecidedAt, DecidedBy, CheckId) = (decision, now, adminId, checkId);
    }

    // For EF, which fills the rest.
    private PhoneResetRequest()
    {
    }
}

internal sealed class PhoneResetRequestMapping : IEntityTypeConfiguration<PhoneResetRequest>
{
    public void Configure(EntityTypeBuilder<PhoneResetRequest> request)
    {
        request.ToTable("phone_reset_requests");
        request.HasKey(r => r.Id);
        request.Ignore(r => r.WorksFrom);
        request.Property(r => r.Version).IsRowVersion();
        request.HasIndex(r => new { r.UserId, r.AskedAt });

        // One waits or is approved at a time, however often the form is posted and whoever decides.
        request.HasIndex(r => r.UserId).IsUnique().HasFilter("decision IS NULL OR (decision = 'Approved' AND used_at IS NULL)");
    }
}
