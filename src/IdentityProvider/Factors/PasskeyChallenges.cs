using System.Text;
using IdentityProvider.Storage;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Factors;

/// <summary>What a browser sends back: which question, and the authenticator's answer as JSON. Both as they came.</summary>
public sealed record PasskeyReply(Guid? Question, string? Credential);

/// <summary>The only door to challenges. Both statements stand on their own: a challenge is good before the page has it, and gone before it is judged.</summary>
internal sealed class PasskeyChallenges(IdpDbContext db, ValueCipher cipher, TimeProvider clock)
{
    private const string CipherPurpose = "passkey-challenge";

    public async Task<Guid> DrawAsync(PasskeyBinding binding, string state, CancellationToken ct)
    {
        var drawn = new PasskeyChallenge(binding, cipher.Encrypt(CipherPurpose, state), clock.GetUtcNow());
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into passkey_challenges (id, purpose, owner_id, user_id, state_encrypted, created_at, expires_at)
            values ({drawn.Id}, {drawn.Purpose.ToString()}, {drawn.OwnerId}, {drawn.UserId}, {drawn.StateEncrypted}, {drawn.CreatedAt}, {drawn.ExpiresAt})
            """,
            ct);
        return drawn.Id;
    }

    /// <summary>Uses a challenge up. Of any number of answers to it exactly one is judged, whatever it is worth.</summary>
    /// <returns>What the handler wants back; null when there is no such open challenge for exactly this purpose, owner and user.</returns>
    public async Task<string?> TakeAsync(PasskeyBinding binding, PasskeyReply reply, CancellationToken ct)
    {
        if (reply is not { Question: { } id, Credential.Length: > 0 })
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var taken = await db.PasskeyChallenges.FromSql($"""
            update passkey_challenges set used_at = {now}
             where id = {id} and purpose = {binding.Purpose.ToString()} and owner_id = {binding.OwnerId}
               and user_id is not distinct from {binding.UserId} and used_at is null and expires_at > {now}
            returning *
            """).AsNoTracking().ToListAsync(ct);
        return taken is [var challenge] ? Encoding.UTF8.GetString(cipher.Decrypt(CipherPurpose, challenge.StateEncrypted)) : null;
    }
}

/// <summary>Clears away challenges that nobody can answer any more.</summary>
internal sealed class PasskeySweep : ISweep
{
    public TimeSpan Every => TimeSpan.FromMinutes(10);

    public Task SweepAsync(IdpDbContext db, DateTimeOffset now, CancellationToken ct) =>
        db.PasskeyChallenges.Where(challenge => challenge.ExpiresAt <= now).DeleteInBatchesAsync(ct);
}
