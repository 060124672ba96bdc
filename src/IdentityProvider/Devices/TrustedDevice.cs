using System.Security.Cryptography;
using IdentityProvider.Protocol;

namespace IdentityProvider.Devices;

/// <summary>What a presented verifier means.</summary>
public enum DevicePresented
{
    /// <summary>The current one: it counts, and is replaced.</summary>
    Current,

    /// <summary>The previous one, within a minute of its replacement: another tab was quicker. It counts, and nothing is replaced.</summary>
    Overtaken,

    /// <summary>The previous one, later: the browser never received the current one. It counts, and gets a fresh one.</summary>
    Undelivered,

    /// <summary>Neither: somebody holds a copy. The trust ends.</summary>
    Stolen,

    /// <summary>The trust had ended before.</summary>
    Ended,
}

/// <summary>Why the trust in a browser ended.</summary>
public enum DeviceEnd
{
    Revoked,
    Stolen,

    /// <summary>More people used this browser than it may remember.</summary>
    CrowdedOut,

    /// <summary>The same user trusted the same browser again.</summary>
    Replaced,
    PasswordChanged,
    FactorChanged,
    RecoveryUsed,
    SignedOutEverywhere,
    Deactivated,
    Disavowed,
}

/// <summary>
/// A browser that may stand in for a user's second step. What the browser holds is a verifier that changes at every use; this
/// row keeps the hashes of the current and the previous one, so that a copy gives itself away.
/// </summary>
public sealed class TrustedDevice
{
    /// <summary>No policy remembers a browser longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>How long a replaced verifier is taken for a slower tab rather than for a browser that missed the replacement.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(60);

    public TrustedDevice(Guid userId, ProofKind earnedBy, DeviceToken token, BrowserSighting sighting, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (UserId, EarnedBy, TrustedAt, LastUsedAt, RotatedAt) = (userId, earnedBy, now, now, now);
        (Selector, VerifierHash) = (token.Selector, token.VerifierHash());
        (Browser, Platform, Network) = sighting;
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    /// <summary>128 random bits that find the row.</summary>
    public byte[] Selector { get; private init; }

    /// <summary>SHA-256 of the verifier the browser was sent last.</summary>
    public byte[] VerifierHash { get; private set; }

    /// <summary>SHA-256 of the one before.</summary>
    public byte[]? PreviousVerifierHash { get; private set; }

    public DateTimeOffset RotatedAt { get; private set; }

    /// <summary>When the browser first presented the current verifier without its being replaced: from then on the previous one is a copy.</summary>
    public DateTimeOffset? CurrentSeenAt { get; private set; }

    /// <summary>What was proven when the browser was trusted.</summary>
    public ProofKind EarnedBy { get; private init; }

    public DateTimeOffset TrustedAt { get; private init; }

    public DateTimeOffset LastUsedAt { get; private set; }

    /// <summary>As read from the user agent, for example Firefox. For people; nothing is decided by it.</summary>
    public string Browser { get; private set; }

    public string Platform { get; private set; }

    /// <summary>Where it was used last.</summary>
    public string Network { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public DeviceEnd? EndedFor { get; private set; }

    /// <summary>Whether proving this lets a browser be trusted. What an admin or a drawer handed out proves nothing about the browser.</summary>
    public static bool IsEarnedBy(ProofKind proof) => proof switch
    {
        ProofKind.Text or ProofKind.Voice or ProofKind.Email or ProofKind.AuthenticatorApp or ProofKind.Passkey => true,
        ProofKind.Password or ProofKind.RecoveryCode or ProofKind.BypassCode or ProofKind.TrustedDevice => false,
    };

    /// <summary>Whether the browser may stand in for the second step at a clinic.</summary>
    /// <param name="days">What the clinic's policy says today for the user's role; 0 is never.</param>
    /// <param name="accepted">What the clinic accepts as a second step today. A passkey always counts (NIST SP 800-63B-4 §2.2.2).</param>
    /// <param name="now">UTC. The trust counts up to, and not including, its last moment.</param>
    public bool CountsFor(int days, IReadOnlySet<ProofKind> accepted, DateTimeOffset now) =>
        EndedAt is null && now < Until(days) && (EarnedBy == ProofKind.Passkey || accepted.Contains(EarnedBy));

    /// <summary>The moment from which it does not count any more for a policy of so many days. Using it does not prolong it.</summary>
    public DateTimeOffset Until(int days) => TrustedAt + (days < Longest.Days ? TimeSpan.FromDays(Math.Max(days, 0)) : Longest);

    /// <summary>Judges a verifier that came with this row's selector. Changes nothing.</summary>
    public DevicePresented Judge(ReadOnlySpan<byte> verifierHash, DateTimeOffset now)
    {
        if (EndedAt is not null || now >= TrustedAt + Longest)
        {
            return DevicePresented.Ended;
        }

        if (CryptographicOperations.FixedTimeEquals(verifierHash, VerifierHash))
        {
            return DevicePresented.Current;
        }

        if (!CryptographicOperations.FixedTimeEquals(verifierHash, PreviousVerifierHash))
        {
            return DevicePresented.Stolen;
        }

        if (now < RotatedAt + Overlap)
        {
            return DevicePresented.Overtaken;
        }

        return CurrentSeenAt is null ? DevicePresented.Undelivered : DevicePresented.Stolen;
    }

    /// <summary>The device is used: a fresh verifier takes the current one's place, and what was presented becomes the previous one.</summary>
    public void Rotate(byte[] presented, byte[] fresh, BrowserSighting sighting, DateTimeOffset now)
    {
        (PreviousVerifierHash, VerifierHash, CurrentSeenAt) = (presented, fresh, null);
        (RotatedAt, LastUsedAt) = (now, now);
        (Browser, Platform, Network) = sighting;
    }

    /// <summary>The current verifier was presented by a sign-in that did not need it, and stays.</summary>
    public void SeeCurrent(DateTimeOffset now) => CurrentSeenAt ??= now;

    public void End(DeviceEnd reason, DateTimeOffset now)
    {
        if (EndedAt is null)
        {
            (EndedAt, EndedFor) = (now, reason);
        }
    }

    // For EF, which fills the rest.
    private TrustedDevice() => (Selector, VerifierHash, Browser, Platform, Network) = ([], [], "", "", "");
}
