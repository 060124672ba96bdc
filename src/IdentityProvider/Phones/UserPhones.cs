using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Phones;

/// <summary>The only door to verification phones. What it changes, the caller saves.</summary>
public sealed class UserPhones(IdpDbContext db, ValueCipher cipher, IHostEnvironment environment, TimeProvider clock)
{
    private const string Purpose = "phone";

    /// <summary>Reads a typed number. The numbers of films (555-01XX) pass in development only, where no carrier is reached.</summary>
    public PhoneNumberResult Parse(string? typed) => PhoneNumber.Parse(typed, allowFictional: environment.IsDevelopment());

    /// <summary>Puts a number on file, pending until a code to it was entered. The same number of the same user stays one row.</summary>
    public async Task<UserPhone> AddPendingAsync(Guid userId, PhoneNumber number, Channel preferred, CancellationToken ct)
    {
        var hash = HashOf(number);
        var known = await db.UserPhones.Where(p => p.UserId == userId && p.NumberHash == hash && p.RemovedAt == null)
            .OrderByDescending(p => p.VerifiedAt != null).FirstOrDefaultAsync(ct);
        if (known is not null)
        {
            known.Prefer(preferred);
            return known;
        }

        var phone = new UserPhone(userId, new SealedNumber(cipher.Encrypt(Purpose, number.E164), hash, number.LastFour), preferred, clock.GetUtcNow());
        db.UserPhones.Add(phone);
        return phone;
    }

    /// <summary>A phone of this user, pending or verified; null when it is somebody else's or was removed.</summary>
    /// <remarks>Looks at what this request has added first: a number is entered and its code is sent in one save.</remarks>
    public async Task<UserPhone?> FindAsync(Guid userId, Guid phoneId, CancellationToken ct) =>
        await db.UserPhones.FindAsync([phoneId], ct) is { RemovedAt: null } phone && phone.UserId == userId ? phone : null;

    /// <summary>The user's verified phones, newest first.</summary>
    public async Task<IReadOnlyList<UserPhone>> VerifiedOfAsync(Guid userId, CancellationToken ct)
    {
        // Judged in memory: what this request has added, verified or removed counts before it is saved.
        await db.UserPhones.Where(p => p.UserId == userId && p.RemovedAt == null).LoadAsync(ct);
        return [.. db.UserPhones.Local.Where(p => p.UserId == userId && p.IsVerified).OrderByDescending(p => p.VerifiedAt)];
    }

    /// <summary>The number itself: to send to it, never to show it.</summary>
    public PhoneNumber NumberOf(UserPhone phone) => PhoneNumber.FromStored(cipher.DecryptText(Purpose, phone.NumberEncrypted));

    /// <summary>What the number is found by.</summary>
    public byte[] HashOf(PhoneNumber number) => cipher.KeyedHash(Purpose, number.E164);
}
