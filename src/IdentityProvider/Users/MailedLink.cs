namespace IdentityProvider.Users;

/// <summary>What a mailed link leads to. None of them proves who opens it.</summary>
public enum LinkPurpose
{
    /// <summary>To choose a new password, once the second factor on file is proven.</summary>
    PasswordReset,

    /// <summary>Past the waits after wrong passwords. The password is still asked for.</summary>
    Unlock,

    /// <summary>"This wasn't me": ends what somebody else may have got.</summary>
    Disavowal,

    /// <summary>Stops a recovery that an admin or an operator was asked to approve.</summary>
    RecoveryCancel,
}

/// <summary>
/// A link in a mail: 256 bits of chance, of which the database holds the SHA-256. It works once, for one purpose, until it expires. Opening it
/// shows a page with a button, because mail scanners open links; only the button acts.
/// </summary>
public sealed class MailedLink
{
    public MailedLink(Guid? userId, LinkPurpose purpose, byte[] tokenHash, DateTimeOffset now, TimeSpan lifetime)
    {
        Id = Guid.CreateVersion7(now);
        (UserId, Purpose, TokenHash, CreatedAt, ExpiresAt) = (userId, purpose, tokenHash, now, now + lifetime);
    }

    public Guid Id { get; private init; }

    /// <summary>Null for an address that belongs to nobody: such a link is never mailed, and is made all the same so that it takes as long.</summary>
    public Guid? UserId { get; private init; }

    public LinkPurpose Purpose { get; private init; }

    public byte[] TokenHash { get; private init; }

    /// <summary>The user's security stamp when it was mailed: a password replaced since makes the link worthless. Null where that must not matter.</summary>
    public string? Stamp { get; init; }

    /// <summary>The address it was mailed to, normalized: once it is not the user's any more, the link is worth nothing. Null likewise.</summary>
    public string? SentTo { get; init; }

    /// <summary>The sign-in it was asked for from, so that the same browser goes on in it; null for none.</summary>
    public Guid? AttemptId { get; init; }

    /// <summary>For <see cref="LinkPurpose.Disavowal"/>: what was added from here on is suspended.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// For <see cref="LinkPurpose.Disavowal"/>: the verified address it went to, as it was written. An address that took its place since may be
    /// somebody else's.
    /// </summary>
    public string? MailedTo { get; init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>When a newer one took its place.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Whether its page shows the button. Whether the button acts is decided when it is pressed.</summary>
    public bool IsGood(DateTimeOffset now) => UserId is not null && UsedAt is null && EndedAt is null && now < ExpiresAt;

    public void End(DateTimeOffset now) => EndedAt ??= now;

    // For EF, which fills the rest.
    private MailedLink() => TokenHash = [];
}
