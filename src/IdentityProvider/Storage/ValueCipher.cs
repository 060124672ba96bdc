using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Storage;

/// <summary>
/// Encrypts single values for their columns and makes keyed hashes to find them by. Each purpose has a key of its own,
/// derived from the master key (HKDF, RFC 5869), so a value moved to another column does not decrypt there.
/// </summary>
/// <remarks>
/// Stored form: 1 byte length of the key id, the key id (ASCII), 12 bytes nonce, the ciphertext, 16 bytes tag
/// (AES-256-GCM, NIST SP 800-38D). The id and the purpose are authenticated with it.
/// </remarks>
public sealed class ValueCipher(IOptions<MasterKeyOptions> options)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly MasterKeyOptions _options = options.Value;

    /// <summary>Id of the key that encrypts from now on.</summary>
    public string CurrentKeyId => _options.Current;

    /// <summary>Encrypts a value for one purpose, for example "phone" or "outbox".</summary>
    public byte[] Encrypt(string purpose, ReadOnlySpan<byte> plain)
    {
        var id = Encoding.ASCII.GetBytes(_options.Current);
        var stored = new byte[1 + id.Length + NonceLength + plain.Length + TagLength];
        stored[0] = (byte)id.Length;
        id.CopyTo(stored, 1);
        var body = stored.AsSpan(1 + id.Length);
        var nonce = body[..NonceLength];
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(KeyFor(_options.Current, purpose), TagLength);
        aes.Encrypt(nonce, plain, body[NonceLength..^TagLength], body[^TagLength..], stored.AsSpan(0, 1 + id.Length));
        return stored;
    }

    /// <summary>Encrypts a text, as UTF-8.</summary>
    public byte[] Encrypt(string purpose, string plain) => Encrypt(purpose, Encoding.UTF8.GetBytes(plain));

    /// <summary>Decrypts what <see cref="Encrypt(string, ReadOnlySpan{byte})"/> made for the same purpose.</summary>
    /// <exception cref="CryptographicException">The value was changed, is of another purpose, or its key is not listed any more.</exception>
    public byte[] Decrypt(string purpose, ReadOnlySpan<byte> stored)
    {
        if (stored.Length < 1 || stored.Length < 1 + stored[0] + NonceLength + TagLength)
        {
            throw new CryptographicException("The stored value is too short to be one.");
        }

        var header = stored[..(1 + stored[0])];
        var body = stored[header.Length..];
        var plain = new byte[body.Length - NonceLength - TagLength];
        using var aes = new AesGcm(KeyFor(Encoding.ASCII.GetString(header[1..]), purpose), TagLength);
        aes.Decrypt(body[..NonceLength], body[NonceLength..^TagLength], body[^TagLength..], plain, header);
        return plain;
    }

    /// <summary>Decrypts a text.</summary>
    /// <exception cref="CryptographicException">As for bytes.</exception>
    public string DecryptText(string purpose, ReadOnlySpan<byte> stored) => Encoding.UTF8.GetString(Decrypt(purpose, stored));

    /// <summary>
    /// A hash (HMAC-SHA-256, 32 bytes) that only holders of the key can make: the same value gives the same hash, and a copy
    /// of the database does not tell which of the ten thousand numbers of an exchange it stands for.
    /// </summary>
    /// <param name="purpose">What the hash is for; other purposes give other hashes.</param>
    /// <param name="value">The value, already in its canonical form.</param>
    /// <param name="keyId">A listed key; null means the look-up key.</param>
    public byte[] KeyedHash(string purpose, ReadOnlySpan<byte> value, string? keyId = null) =>
        HMACSHA256.HashData(KeyFor(keyId ?? LookupKeyId, "hash:" + purpose), value);

    /// <inheritdoc cref="KeyedHash(string, ReadOnlySpan{byte}, string?)"/>
    public byte[] KeyedHash(string purpose, string value, string? keyId = null) =>
        KeyedHash(purpose, Encoding.UTF8.GetBytes(value), keyId);

    private string LookupKeyId => _options.Lookup.Length > 0 ? _options.Lookup : _options.Current;

    private byte[] KeyFor(string keyId, string purpose) =>
        _options.Keys.TryGetValue(keyId, out var master)
            ? HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(master), MasterKeyOptions.KeyLength, info: Encoding.UTF8.GetBytes(purpose))
            : throw new CryptographicException("The value was encrypted with a key that is not listed any more.");
}
