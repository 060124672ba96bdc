using System.Security.Cryptography;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Factors;

/// <summary>The only door to the secrets of authenticator apps.</summary>
public sealed class AuthenticatorKeys(IdpDbContext db, ValueCipher cipher, TimeProvider clock)
{
    private const string Purpose = "authenticator";
    private const int LongestForm = 300;

    /// <summary>Draws a secret for an app that is not confirmed yet, encrypted for whoever keeps it meanwhile.</summary>
    public byte[] Draw() => cipher.Encrypt(Purpose, AuthenticatorSecret.Draw().Reveal());

    public AuthenticatorSecret Open(byte[] encrypted) => AuthenticatorSecret.FromStored(cipher.Decrypt(Purpose, encrypted));

    /// <summary>Keeps the secret of a factor whose first code was typed. That code is used up. The caller saves.</summary>
    public void Add(Guid factorId, byte[] encrypted, long firstStep) => db.AuthenticatorKeys.Add(new AuthenticatorKey(factorId, encrypted, firstStep));

    /// <summary>The secret as a form carries it from the page that shows it to the one that takes its first code; for this user's forms only.</summary>
    public string Seal(Guid userId, byte[] encrypted) => Convert.ToBase64String(cipher.Encrypt(FormOf(userId), encrypted));

    /// <summary>The reverse; null for what no page of this user's carried.</summary>
    public byte[]? Unseal(Guid userId, string? carried)
    {
        var bytes = new byte[LongestForm];
        if (carried is null || !Convert.TryFromBase64String(carried, bytes, out var length))
        {
            return null;
        }

        try
        {
            return cipher.Decrypt(FormOf(userId), bytes.AsSpan(0, length));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>
    /// Compares a typed code and uses its time step up in one statement: of any number of requests with the same code one is accepted, and
    /// none with a code older than one accepted before. The try was reserved before.
    /// </summary>
    public async Task<bool> TakeAsync(Guid factorId, string typed, CancellationToken ct) =>
        await db.AuthenticatorKeys.AsNoTracking().SingleOrDefaultAsync(key => key.FactorId == factorId, ct) is { } key
        && TimeCode.Find(Open(key.SecretEncrypted), typed, clock.GetUtcNow()) is { } step
        && await db.AuthenticatorKeys.Where(k => k.FactorId == factorId && k.LastStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(k => k.LastStep, step), ct) == 1;

    private static string FormOf(Guid userId) => $"authenticator-form:{userId:N}";
}
