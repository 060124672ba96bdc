namespace IdentityProvider.Factors;

/// <summary>What an answer to a challenge is for. An answer counts for nothing else.</summary>
public enum PasskeyPurpose
{
    /// <summary>The passkey alone says who it is and proves it.</summary>
    SignIn,

    /// <summary>It is the second factor of somebody who is known.</summary>
    SecondFactor,

    /// <summary>A new one is being set up.</summary>
    Registration,
}

/// <summary>Whose challenge it is: nothing answers it from another sign-in, another session, or for another user.</summary>
/// <param name="OwnerId">The sign-in attempt or, on the account pages, the session.</param>
/// <param name="UserId">The user it is for; null where the passkey says who it is.</param>
public sealed record PasskeyBinding(PasskeyPurpose Purpose, Guid OwnerId, Guid? UserId);

/// <summary>
/// A random value that an authenticator is asked to sign, once. It is kept here and never in a cookie: what the browser holds, it could send
/// again.
/// </summary>
public sealed class PasskeyChallenge
{
    /// <summary>How long it can be answered. As long as the browser waits for an authenticator.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public PasskeyChallenge(PasskeyBinding binding, byte[] stateEncrypted, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (Purpose, OwnerId, UserId) = (binding.Purpose, binding.OwnerId, binding.UserId);
        (StateEncrypted, CreatedAt, ExpiresAt) = (stateEncrypted, now, now + Lifetime);
    }

    public Guid Id { get; private init; }

    public PasskeyPurpose Purpose { get; private init; }

    public Guid OwnerId { get; private init; }

    public Guid? UserId { get; private init; }

    /// <summary>What the passkey handler wants back with the answer: the challenge, and for whom it was drawn.</summary>
    public byte[] StateEncrypted { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>When it was answered, rightly or not.</summary>
    public DateTimeOffset? UsedAt { get; private init; }

    // For EF, which fills the rest.
    private PasskeyChallenge() => StateEncrypted = [];
}
