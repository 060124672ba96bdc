using System.Security.Cryptography;
using IdentityProvider.Storage;

namespace IdentityProvider.Factors;

/// <summary>
/// Hashes recovery codes as passwords are hashed: PBKDF2-HMAC-SHA512 over a keyed hash whose key is not in the database. One salt serves a
/// whole set, so that a typed code costs one hash and not ten. Only so many at a time: guessing must not starve the rest of the server.
/// </summary>
public sealed class RecoveryCodeHasher(ValueCipher cipher) : IDisposable
{
    private const string Pepper = "recovery-code-pepper";
    private const int SaltLength = 16;
    private const int HashLength = 32;
    private const int Iterations = 210_000;

    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount - 1));

    internal RecoveryHashing Begin() => new(RandomNumberGenerator.GetBytes(SaltLength), cipher.CurrentKeyId, Iterations);

    internal async Task<byte[]> HashAsync(WrittenCode code, RecoveryHashing hashing, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            var peppered = cipher.KeyedHash(Pepper, code.Reveal(), hashing.PepperKey);
            return Rfc2898DeriveBytes.Pbkdf2(peppered, hashing.Salt, hashing.Iterations, HashAlgorithmName.SHA512, HashLength);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
