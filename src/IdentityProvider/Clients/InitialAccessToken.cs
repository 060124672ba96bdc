using IdentityProvider.Protocol.Registration;

namespace IdentityProvider.Clients;

/// <param name="Uses">How many clients it may register.</param>
public sealed record TokenLimits(int Uses, TimeSpan Lifetime);

/// <summary>
/// Lets a program register clients (RFC 7591 §3, "initial access token"). The clients belong to the developer who made it, and carry
/// the approval that was written into it by somebody who may give it.
/// </summary>
public sealed class InitialAccessToken
{
    /// <param name="hash">SHA-256 of the token.</param>
    public InitialAccessToken(byte[] hash, string name, Guid ownerId, Reach approves, TokenLimits limits, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (Hash, Name, OwnerId, Approves) = (hash, name, ownerId, approves);
        (UsesLeft, ExpiresAt, CreatedAt) = (limits.Uses, now + limits.Lifetime, now);
    }

    public Guid Id { get; private init; }

    public byte[] Hash { get; private init; }

    /// <summary>What its maker called it.</summary>
    public string Name { get; private init; }

    public Guid OwnerId { get; private init; }

    /// <summary>What its clients are approved for from the beginning.</summary>
    public Reach Approves { get; private init; }

    public int UsesLeft { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public bool IsLive(DateTimeOffset now) => RevokedAt is null && UsesLeft > 0 && now < ExpiresAt;

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    // For EF, which fills the rest.
    private InitialAccessToken() => (Hash, Name, Approves) = ([], "", Reach.Nothing);
}
