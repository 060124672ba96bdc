namespace IdentityProvider.Factors;

/// <summary>
/// A key pair of a user whose private half never leaves their device or password store. It answers only to our own address, so a page that
/// imitates ours gets nothing from it (NIST SP 800-63B-4 §3.2.5.2). Every use shows that its holder was verified, so it is both factors in one.
/// </summary>
public sealed class Passkey
{
    public const int LongestName = 60;

    public Passkey(Guid userId, NewCredential credential, string name, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (UserId, Name, AddedAt) = (userId, name, now);
        (CredentialId, PublicKey, SignCount, Transports) = (credential.Id, credential.PublicKey, credential.SignCount, credential.Transports);
        (Aaguid, IsBackupEligible, IsBackedUp, Attestation) = (credential.Aaguid, credential.IsBackupEligible, credential.IsBackedUp, credential.Attestation);
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    /// <summary>What the authenticator calls it; unique among all users, removed ones included (WebAuthn L3 §7.1, step 26).</summary>
    public byte[] CredentialId { get; private init; }

    /// <summary>COSE_Key (RFC 9052 §7).</summary>
    public byte[] PublicKey { get; private init; }

    /// <summary>The authenticator's own count of uses as last seen; 0 for those that do not count (WebAuthn L3 §6.1.1).</summary>
    public long SignCount { get; private set; }

    /// <summary>How the authenticator can be reached, as it said: "internal", "hybrid", "usb" and so on. A hint for the browser.</summary>
    public string[] Transports { get; private init; }

    /// <summary>The authenticator's make. Not attested: for its name, never for a decision.</summary>
    public Guid Aaguid { get; private init; }

    /// <summary>Whether it can travel to other devices of its owner. It never changes.</summary>
    public bool IsBackupEligible { get; private init; }

    /// <summary>Whether it has: then it survives the loss of one device.</summary>
    public bool IsBackedUp { get; private set; }

    /// <summary>The attestation object as it was received. "none" is asked for; what came is kept for questions asked later.</summary>
    public byte[] Attestation { get; private init; }

    public string Name { get; private set; }

    public DateTimeOffset AddedAt { get; private init; }

    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>When it was suspended, by a disavowal. It stays on file and opens nothing.</summary>
    public DateTimeOffset? DisabledAt { get; private set; }

    public DateTimeOffset? RemovedAt { get; private set; }

    public bool IsOnFile => RemovedAt is null;

    public bool IsUsable => IsOnFile && DisabledAt is null;

    public void Rename(string name) => Name = name;

    public void Disable(DateTimeOffset now) => DisabledAt ??= now;

    /// <summary>Takes it off file. The caller ends the user's trusted devices in the same save.</summary>
    public void Remove(DateTimeOffset now) => RemovedAt ??= now;

    // For EF, which fills the rest.
    private Passkey() => (CredentialId, PublicKey, Transports, Attestation, Name) = ([], [], [], [], "");
}

/// <summary>What a registration brought, verified and not yet stored.</summary>
public sealed record NewCredential(
    byte[] Id, byte[] PublicKey, long SignCount, string[] Transports, Guid Aaguid, bool IsBackupEligible, bool IsBackedUp, byte[] Attestation);
