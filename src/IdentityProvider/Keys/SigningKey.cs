namespace IdentityProvider.Keys;

/// <summary>A key that signs tokens, from its first publication to its last.</summary>
public sealed class SigningKey
{
    public SigningKey(string algorithm, byte[] publicKey, byte[] privateKey, DateTimeOffset signsFrom, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (Algorithm, PublicKey, PrivateKey, CreatedAt, SignsFrom) = (algorithm, publicKey, privateKey, now, signsFrom);
    }

    public Guid Id { get; private init; }

    /// <summary>JWS "alg", the one thing it signs with.</summary>
    public string Algorithm { get; private init; }

    /// <summary>SubjectPublicKeyInfo.</summary>
    public byte[] PublicKey { get; private init; }

    /// <summary>PKCS#8, encrypted.</summary>
    public byte[] PrivateKey { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset SignsFrom { get; private init; }

    /// <summary>When an operator took it out of use, at once and for good; null otherwise.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    public string KeyId => Id.ToString("N");

    public DateTimeOffset SignsUntil(KeyOptions options) => SignsFrom + options.SignsFor;

    /// <summary>Whether it may sign now. Published but not yet due keys may not: not everyone has them.</summary>
    public bool MaySign(KeyOptions options, DateTimeOffset now) => RevokedAt is null && now >= SignsFrom && now < SignsUntil(options);

    /// <summary>Whether a signature of it is still believed, by us and in the JWKS.</summary>
    public bool IsPublished(KeyOptions options, DateTimeOffset now) => RevokedAt is null && now < SignsUntil(options) + options.KeptFor;

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    // For EF, which fills the rest.
    private SigningKey() => (Algorithm, PublicKey, PrivateKey) = ("", [], []);
}
