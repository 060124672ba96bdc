using System.Security.Cryptography;
using IdentityProvider.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IdentityProvider.Users;

/// <summary>
/// Identity's hasher (PBKDF2-HMAC-SHA512) over a keyed hash of the password. The key, the pepper, is not in the database, so a
/// stolen copy of it cannot be guessed against (NIST SP 800-63B-4 §3.1.1.2).
/// </summary>
/// <remarks>Stored form: the pepper's key id, "$", Identity's own format, which names its iterations. Both can therefore rotate.</remarks>
public sealed class PepperedPasswordHasher(ValueCipher cipher, IOptions<PasswordOptions> options) : IPasswordHasher<User>
{
    private const string Pepper = "password-pepper";

    private readonly PasswordHasher<User> _inner = new(Options.Create(new PasswordHasherOptions
    {
        CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3,
        IterationCount = options.Value.Iterations,
    }));

    public string HashPassword(User user, string password) =>
        $"{cipher.CurrentKeyId}${_inner.HashPassword(user, Peppered(password, cipher.CurrentKeyId))}";

    public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
    {
        if (LegacyHash.Is(hashedPassword))
        {
            return VerifyLegacy(hashedPassword, providedPassword);
        }

        if (hashedPassword.Split('$', 2) is not [var keyId, var hash])
        {
            return PasswordVerificationResult.Failed;
        }

        var result = _inner.VerifyHashedPassword(user, hash, Peppered(providedPassword, keyId));
        return result == PasswordVerificationResult.Success && keyId != cipher.CurrentKeyId
            ? PasswordVerificationResult.SuccessRehashNeeded
            : result;
    }

    // A hash of another system is replaced at the first sign-in. Until then it costs what one of ours does.
    private PasswordVerificationResult VerifyLegacy(string stored, string password)
    {
        var isRight = LegacyHash.Verify(stored, password, options.Value.Iterations, out var unspent);
        if (unspent > 0)
        {
            Rfc2898DeriveBytes.Pbkdf2(password, new byte[16], unspent, HashAlgorithmName.SHA512, 32);
        }

        return isRight ? PasswordVerificationResult.SuccessRehashNeeded : PasswordVerificationResult.Failed;
    }

    // One code point typed in two ways is one password (NFC, NIST SP 800-63B-4 §3.1.1.2).
    private string Peppered(string password, string keyId) =>
        Convert.ToBase64String(cipher.KeyedHash(Pepper, password.Normalize(), keyId));
}
