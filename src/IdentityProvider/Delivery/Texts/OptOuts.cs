using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Delivery.Texts;

/// <summary>The only door to the numbers that want no texts. Each change is one statement, written at once.</summary>
public sealed class OptOuts(IdpDbContext db, ValueCipher cipher, TimeProvider clock)
{
    /// <summary>The purpose by which a number is hashed, here and where a user's phone is kept: one number is one hash.</summary>
    internal const string NumberPurpose = "phone";

    private static readonly Func<IdpDbContext, byte[], CancellationToken, Task<bool>> IsStopped = EF.CompileAsyncQuery(
        (IdpDbContext db, byte[] hash, CancellationToken _) => db.OptOuts.Any(number => number.NumberHash == hash));

    /// <param name="number">E.164.</param>
    /// <param name="ct">Cancels.</param>
    public Task<bool> HasAsync(string number, CancellationToken ct) => HasAsync(HashOf(number), ct);

    public Task<bool> HasAsync(byte[] numberHash, CancellationToken ct) => IsStopped(db, numberHash, ct);

    /// <summary>From now on the number gets no texts. Twice is once.</summary>
    /// <returns>Whether it got them until now.</returns>
    public async Task<bool> StopAsync(string number, OptOutSource source, CancellationToken ct)
    {
        var (hash, name, now) = (HashOf(number), source.ToString(), clock.GetUtcNow());
        return await db.Database.ExecuteSqlAsync($"""
            insert into opted_out_numbers (number_hash, source, stopped_at) values ({hash}, {name}, {now}) on conflict (number_hash) do nothing
            """, ct) == 1;
    }

    /// <summary>The number may be texted again.</summary>
    /// <returns>Whether it had been stopped.</returns>
    public async Task<bool> StartAsync(string number, CancellationToken ct)
    {
        var hash = HashOf(number);
        return await db.OptOuts.Where(o => o.NumberHash == hash).ExecuteDeleteAsync(ct) == 1;
    }

    private byte[] HashOf(string number) => cipher.KeyedHash(NumberPurpose, number);
}
