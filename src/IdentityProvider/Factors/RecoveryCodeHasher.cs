using System.Security.Cryptography;
using IdentityProvider.Limits;
using IdentityProvider.Storage;
using IdentityProvider.Web;

namespace IdentityProvider.Factors;

/// <summary>
/// Hashes recovery codes as passwords are hashed: PBKDF2-HMAC-SHA512 over a keyed hash whose key is not in the database. One salt serves a
/// whole set, so that a typed code costs one hash and not ten. Each takes its turn among the passwords (decision 0018).
/// </summary>
/// <param name="iterations">Of a new set. A set keeps its own number.</param>
public sealed class RecoveryCodeHasher(ValueCipher cipher, HashingTurns turns, int iterations = RecoveryCodeHasher.Iterations)
{
    private const string Pepper = "recovery-code-pepper";
    private const int SaltLength = 16;
    private const int HashLength = 32;
    internal const int Iterations = 210_000;

    internal RecoveryHashing Begin() => new(RandomNumberGenerator.GetBytes(SaltLength), cipher.CurrentKeyId, iterations);

    /// <exception cref="ServerBusyException">Too many hashes are waiting already.</exception>
    internal async Task<byte[]> HashAsync(WrittenCode code, RecoveryHashing hashing, CancellationToken ct)
    {
        using var turn = await turns.TakeAsync(ct);
        if (!turn.IsAcquired)
        {
            throw new ServerBusyException();
        }

        var peppered = cipher.KeyedHash(Pepper, code.Reveal(), hashing.PepperKey);
        return Rfc2898DeriveBytes.Pbkdf2(peppered, hashing.Salt, hashing.Iterations, HashAlgorithmName.SHA512, HashLength);
    }
}
