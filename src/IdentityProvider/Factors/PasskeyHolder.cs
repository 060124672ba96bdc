using System.Buffers.Text;
using System.Security.Cryptography;

namespace IdentityProvider.Factors;

/// <summary>
/// A user as their passkeys know them: a handle that stands in every one of them and says nothing about the person. Not the address, which
/// changes and can be read on the device, and not the user's id, which apps know (WebAuthn L3 §14.6.1).
/// </summary>
public sealed class PasskeyHolder
{
    private const int HandleBytes = 32;

    public PasskeyHolder(Guid userId, DateTimeOffset now)
    {
        (UserId, CreatedAt) = (userId, now);
        Handle = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(HandleBytes));
    }

    public Guid UserId { get; private init; }

    /// <summary>256 random bits, base64url. Drawn once; all passkeys of a user carry the same.</summary>
    public string Handle { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When a sign-in last asked whether they want a passkey, and heard "not now".</summary>
    public DateTimeOffset? OfferedAt { get; private init; }

    public static bool MayBeHandle(string handle) => handle.Length <= 64 && Base64Url.IsValid(handle);

    // For EF, which fills the rest.
    private PasskeyHolder() => Handle = "";
}
