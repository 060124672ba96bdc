using IdentityProvider.Delivery;

namespace IdentityProvider.Phones;

/// <summary>
/// A user's verification phone. It serves security only (product row PF9): stored encrypted, found by keyed hash, shown by its
/// last four digits. One number may verify several users; an office line does.
/// </summary>
public sealed class UserPhone
{
    /// <summary>How long a new number must have been on file before it can help to recover a password.</summary>
    public static readonly TimeSpan RecoveryWait = TimeSpan.FromHours(24);

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

    public bool IsVerified => VerifiedAt is not null && RemovedAt is null;

    public string Masked => PhoneNumber.MaskOf(LastFour);

    /// <summary>Whether the number may prove a password reset: verified for a day, so that who changed it a minute ago gains nothing.</summary>
    public bool CanRecover(DateTimeOffset now) => IsVerified && now >= VerifiedAt + RecoveryWait;

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
