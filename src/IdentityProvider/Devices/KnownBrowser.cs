namespace IdentityProvider.Devices;

/// <summary>
/// A browser that has signed in as a user before. Known is not trusted: it stands in for nothing. It keeps strangers' wrong
/// passwords from delaying the owner, and tells which sign-in deserves a mail.
/// </summary>
public sealed class KnownBrowser
{
    /// <summary>How long a sign-in makes a browser known.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(90);

    public KnownBrowser(Guid userId, byte[] tokenHash, DateTimeOffset now) =>
        (UserId, TokenHash, FirstSignedInAt, LastSignedInAt) = (userId, tokenHash, now, now);

    public Guid UserId { get; private init; }

    /// <summary>SHA-256 of the cookie's 256-bit random value, one for all users of the browser.</summary>
    public byte[] TokenHash { get; private init; }

    public DateTimeOffset FirstSignedInAt { get; private init; }

    public DateTimeOffset LastSignedInAt { get; private set; }

    public bool IsKnown(DateTimeOffset now) => now < LastSignedInAt + Memory;

    public void SignedIn(DateTimeOffset now) => LastSignedInAt = now;

    // For EF, which fills the rest.
    private KnownBrowser() => TokenHash = [];
}
