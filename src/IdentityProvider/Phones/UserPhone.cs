using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Lookup;

namespace IdentityProvider.Phones;

/// <summary>
/// A user's verification phone. It serves security only (product row PF9): stored encrypted, found by keyed hash, shown by its
/// last four digits. One number may verify several users; an office line does.
/// </summary>
public sealed class UserPhone
{
    /// <summary>How long a new number must have been on file before it can help to recover a password.</summary>
    public static readonly TimeSpan RecoveryWait = TimeSpan.FromHours(24);

    /// <summary>How long after a number was entered its code may be typed: a code's longest life, the late one that earns a fresh code, and that.</summary>
    public static readonly TimeSpan ConfirmWithin = TimeSpan.FromMinutes(40);

    public UserPhone(Guid userId, SealedNumber number, Channel preferredChannel, DateTimeOffset now)
    {
        (Id, UserId, AddedAt) = (Guid.CreateVersion7(now), userId, now);
        (NumberEncrypted, NumberHash, LastFour) = (number.Encrypted, number.Hash, number.LastFour);
        PreferredChannel = preferredChannel;
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    public byte[] NumberEncrypted { get; private init; }

    /// <summary>Keyed hash of the E.164 form.</summary>
    public byte[] NumberHash { get; private init; }

    public string LastFour { get; private init; }

    /// <summary>Text or voice, as chosen where the number was entered.</summary>
    public Channel PreferredChannel { get; private set; }

    public DateTimeOffset AddedAt { get; private init; }

    /// <summary>When a code sent to it was entered. Until then the phone is pending and proves nothing.</summary>
    public DateTimeOffset? VerifiedAt { get; private set; }

    public DateTimeOffset? RemovedAt { get; private set; }

    /// <summary>What a carrier said when the number was entered; null when nobody was asked.</summary>
    public LineType? Line { get; private set; }

    /// <summary>The session the number was last entered in. Password and factor were proven there for this very number.</summary>
    public Guid? EnteredIn { get; private set; }

    public DateTimeOffset? EnteredAt { get; private set; }

    /// <summary>A landline takes calls and no texts.</summary>
    public bool IsLandline => Line is LineType.Landline;

    public bool IsVerified => VerifiedAt is not null && RemovedAt is null;

    public string Masked => PhoneNumber.MaskOf(LastFour);

    /// <summary>Whether the number may prove a password reset: verified for a day, so that who changed it a minute ago gains nothing.</summary>
    public bool CanRecover(DateTimeOffset now) => IsVerified && now >= VerifiedAt + RecoveryWait;

    /// <summary>
    /// Whether its code may be typed in this session without proving oneself once more: the number was entered here, after password and
    /// factor. A text can take ten minutes, as long as a step-up lasts; whoever waited for it is not to begin again.
    /// </summary>
    public bool MayBeConfirmedIn(Guid sessionId, DateTimeOffset now) => EnteredIn == sessionId && now < EnteredAt + ConfirmWithin;

    /// <summary>Notes that the number was typed, and what is known of its line.</summary>
    public void Enter(LineType line, Guid? sessionId, DateTimeOffset now)
    {
        Line = line is LineType.Unknown ? Line : line;
        (EnteredIn, EnteredAt) = (sessionId, now);
    }

    public void Verify(DateTimeOffset now) => VerifiedAt ??= now;

    public void Remove(DateTimeOffset now) => RemovedAt ??= now;

    /// <exception cref="ArgumentException">E-mail does not go to a phone.</exception>
    public void Prefer(Channel channel) => PreferredChannel = channel is Channel.Email
        ? throw new ArgumentException("A phone is reached by text or voice.", nameof(channel))
        : channel;

    // For EF, which fills the rest.
    private UserPhone() => (NumberEncrypted, NumberHash, LastFour) = ([], [], "");
}

/// <summary>A number as it is stored: unreadable without the key.</summary>
public sealed record SealedNumber(byte[] Encrypted, byte[] Hash, string LastFour);
