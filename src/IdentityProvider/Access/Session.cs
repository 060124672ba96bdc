using IdentityProvider.Devices;
using IdentityProvider.Protocol;

namespace IdentityProvider.Access;

public enum SessionEnd
{
    SignedOut,
    AnotherUserSignedIn,
    EndedByUser,
    EndedByAdmin,
    PasswordChanged,
    PasswordReset,

    /// <summary>"This wasn't me", said by a link in a mail.</summary>
    Disavowed,
    Deactivated,

    /// <summary>An admin gave the person another role: tokens and pages go by the one they have.</summary>
    RoleChanged,

    /// <summary>The trust in its browser ended, and nothing else had been its second step.</summary>
    TrustEnded,

    /// <summary>The same user signed in again here, for an emergency or after one: the two are never mixed.</summary>
    Replaced,

    /// <summary>It reached the longest that a session lasts.</summary>
    TimeUp,
}

/// <summary>
/// One browser signed in as one user, with every proof and its time. What an app may claim about the sign-in is computed from
/// the proofs each time (<see cref="Assurance"/>); nothing here says "signed in with MFA" once and for all.
/// </summary>
public sealed class Session
{
    public Session(Guid userId, byte[] tokenHash, DateTimeOffset now, TimeSpan longest)
    {
        Id = Guid.CreateVersion7(now);
        (UserId, TokenHash, StartedAt, LastSeenAt, ExpiresAt) = (userId, tokenHash, now, now, now + longest);
    }

    /// <summary>Public name of the session: the "sid" of tokens. It opens nothing.</summary>
    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    /// <summary>SHA-256 of the cookie's 256-bit random value.</summary>
    public byte[] TokenHash { get; private set; }

    /// <summary>What was proven, and when. One entry for each kind, the newest.</summary>
    public IReadOnlyList<Proof> Proofs { get; private set; } = [];

    public DateTimeOffset StartedAt { get; private init; }

    public DateTimeOffset LastSeenAt { get; private set; }

    /// <summary>The absolute limit. Activity does not move it.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public SessionEnd? EndReason { get; private set; }

    /// <summary>The membership last used, so that an app is not asked for the clinic again and again.</summary>
    public Guid? LastMembershipId { get; private set; }

    /// <summary>Browser and platform in words, for the list on the account page.</summary>
    public string? BrowserName { get; set; }

    /// <summary>The emergency it was begun for; null for an ordinary session. It never becomes one, nor the other way round.</summary>
    public Guid? EmergencyId { get; private set; }

    /// <summary>The one membership that an emergency session is for.</summary>
    public Guid? EmergencyMembershipId { get; private set; }

    /// <summary>Marks a session that has just begun as one for an emergency.</summary>
    public void BeginFor(EmergencyAccess emergency) =>
        (EmergencyId, EmergencyMembershipId, LastMembershipId) = (emergency.Id, emergency.MembershipId, emergency.MembershipId);

    /// <summary>After how long without its person it locks, as the clinic says for which it was used last; null where none was. Read with it, not stored.</summary>
    public TimeSpan? ClinicIdleLock { get; internal set; }

    /// <summary>The user's address, where <see cref="Sessions.CurrentAsync"/> found the session by its cookie; null anywhere else.</summary>
    public string? Email { get; internal set; }

    public bool IsLive(DateTimeOffset now) => EndedAt is null && now < ExpiresAt;

    /// <summary>Left alone too long: the password opens it again; its proofs are kept.</summary>
    public bool IsLocked(DateTimeOffset now, TimeSpan idleLock) => now >= LastSeenAt + idleLock;

    /// <summary>
    /// Whether the trust in one of these browsers was the second step of it, and no real one was proven since. Such a session ends with the
    /// trust: whoever forgets a browser wants whoever sits at it out.
    /// </summary>
    public bool RestsOnTrustIn(IReadOnlyCollection<Guid> deviceIds) =>
        Proofs.Any(proof => proof.Kind == ProofKind.TrustedDevice && (proof.DeviceId is not { } id || deviceIds.Contains(id)))
        && !Proofs.Any(proof => TrustedDevice.IsEarnedBy(proof.Kind));

    /// <summary>Takes over proofs of a finished sign-in. The newest of a kind stays.</summary>
    public void Add(IEnumerable<Proof> proofs) =>
        Proofs = [.. Proofs.Concat(proofs).OrderBy(proof => proof.At).GroupBy(proof => proof.Kind).Select(kind => kind.Last())];

    /// <summary>A new cookie value after every new proof: one that somebody planted or saw before is worth nothing afterwards.</summary>
    public void ReplaceToken(byte[] tokenHash) => TokenHash = tokenHash;

    public void Use(Guid membershipId) => LastMembershipId = membershipId;

    public void Seen(DateTimeOffset now) => LastSeenAt = now;

    public void End(SessionEnd reason, DateTimeOffset now)
    {
        if (EndedAt is null)
        {
            (EndedAt, EndReason) = (now, reason);
        }
    }

    // For EF, which fills the rest.
    private Session() => TokenHash = [];
}
