namespace IdentityProvider.Clients;

/// <summary>One of a client's secrets: its hash, and until when it works.</summary>
public sealed class StoredClientSecret
{
    public StoredClientSecret(string clientId, byte[] hash, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (ClientId, Hash, CreatedAt) = (clientId, hash, now);
    }

    public Guid Id { get; private init; }

    public string ClientId { get; private init; }

    /// <summary>SHA-256 of the secret. Secrets have 256 bits, so there is nothing to search.</summary>
    public byte[] Hash { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public bool IsLive(DateTimeOffset now) => ExpiresAt is null || now < ExpiresAt;

    public void ExpireAt(DateTimeOffset end) => ExpiresAt = ExpiresAt < end ? ExpiresAt : end;

    // For EF, which fills the rest.
    private StoredClientSecret() => (ClientId, Hash) = ("", []);
}
