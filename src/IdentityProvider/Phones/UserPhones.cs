using IdentityProvider.Delivery;
using IdentityProvider.Delivery.Lookup;
using IdentityProvider.Delivery.Texts;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Phones;

/// <summary>The only door to verification phones. What it changes, the caller saves.</summary>
public sealed class UserPhones(IdpDbContext db, ValueCipher cipher, IHostEnvironment environment, TimeProvider clock)
{
    private const string Purpose = OptOuts.NumberPurpose;

    /// <summary>Reads a typed number. The numbers of films (555-01XX) pass in development only, where no carrier is reached.</summary>
    public PhoneNumberResult Parse(string? typed) => PhoneNumber.Parse(typed, allowFictional: environment.IsDevelopment());

    /// <summary>As this request's phones see the time (UTC).</summary>
    internal DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>
    /// Puts a number on file, pending until a code to it was entered. The same number of the same user stays one row: a new one is written at
    /// once, in a statement of its own that finds the one another tab has just written.
    /// </summary>
    public async Task<UserPhone> AddPendingAsync(Guid userId, PhoneNumber number, Channel preferred, CancellationToken ct)
    {
        var hash = HashOf(number);
        var fresh = new UserPhone(userId, new SealedNumber(cipher.Encrypt(Purpose, number.E164), hash, number.LastFour), preferred, clock.GetUtcNow());
        var channel = preferred.ToString();
        await db.Database.ExecuteSqlAsync($"""
            insert into user_phones (id, user_id, number_encrypted, number_hash, last_four, preferred_channel, added_at)
            values ({fresh.Id}, {userId}, {fresh.NumberEncrypted}, {hash}, {fresh.LastFour}, {channel}, {fresh.AddedAt})
            on conflict (user_id, number_hash) where removed_at is null do nothing
            """, ct);
        var phone = await db.UserPhones.SingleAsync(p => p.UserId == userId && p.NumberHash == hash && p.RemovedAt == null, ct);
        phone.Prefer(preferred);
        return phone;
    }

    /// <summary>What a carrier said about this number of this user before; null when nobody was asked yet.</summary>
    internal async Task<LineType?> LineKnownAsync(Guid userId, PhoneNumber number, CancellationToken ct)
    {
        var hash = HashOf(number);
        return (await db.UserPhones.SingleOrDefaultAsync(p => p.UserId == userId && p.NumberHash == hash && p.RemovedAt == null, ct))?.Line;
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
        return [.. db.AtHand<UserPhone>().Where(p => p.UserId == userId && p.IsVerified).OrderByDescending(p => p.VerifiedAt)];
    }

    /// <summary>The number itself: to send to it, never to show it.</summary>
    public PhoneNumber NumberOf(UserPhone phone) => PhoneNumber.FromStored(cipher.DecryptText(Purpose, phone.NumberEncrypted));

    /// <summary>What the number is found by.</summary>
    public byte[] HashOf(PhoneNumber number) => cipher.KeyedHash(Purpose, number.E164);
}
