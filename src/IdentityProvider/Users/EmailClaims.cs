using IdentityProvider.Delivery;
using IdentityProvider.Storage;
using IdentityProvider.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Users;

/// <summary>A claim about to be told to both addresses.</summary>
/// <param name="Link">For the new one.</param>
/// <param name="Notice">For the old one, with the link that stops it.</param>
public sealed record IssuedClaim(Guid Id, LetterContent Link, LetterContent Notice)
{
    public override string ToString() => "an e-mail claim";
}

/// <summary>The only door to claimed addresses.</summary>
public sealed class EmailClaims(IdpDbContext db, TimeProvider clock)
{
    /// <summary>How long the links work.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>More would make a mail cannon of the page.</summary>
    public const int MostPerDay = 5;

    public async Task<bool> MayClaimAsync(Guid userId, CancellationToken ct)
    {
        var since = clock.GetUtcNow() - TimeSpan.FromDays(1);
        return await db.EmailClaims.CountAsync(c => c.UserId == userId && c.ClaimedAt > since, ct) < MostPerDay;
    }

    /// <summary>Claims an address, whoever has it: that shows only to whoever opens the link. A pending claim before it ends. The caller saves.</summary>
    public IssuedClaim Claim(User user, string address, bool byAdmin)
    {
        var now = clock.GetUtcNow();
        EndPending(user.Id);
        var ((token, hash), (cancel, cancelHash)) = (RandomToken.Draw(), RandomToken.Draw());
        var claim = new EmailClaim(user.Id, address, byAdmin, now, Lifetime) { TokenHash = hash, CancelHash = cancelHash };
        db.EmailClaims.Add(claim);
        var masked = MaskedDestination.Of(Channel.Email, address);
        return new IssuedClaim(
            claim.Id,
            new EmailChangeLink(token, claim.ExpiresAt),
            byAdmin ? new EmailChangeAskedByAdmin(cancel, claim.ExpiresAt, masked) : new EmailChangeAsked(cancel, claim.ExpiresAt, masked));
    }

    /// <summary>
    /// Ends what the user, or somebody in their name, claimed and did not verify yet. It is looked for in the turn of the caller's save: what is claimed at
    /// the same moment is either found, or claimed after it.
    /// </summary>
    public void EndPending(Guid userId) => db.LookBeforeSaving(userId, turn => EndPendingNowAsync(userId, turn));

    private async Task EndPendingNowAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var pending = await db.EmailClaims.Where(c => c.UserId == userId && c.VerifiedAt == null && c.EndedAt == null).ToListAsync(ct);
        pending.ForEach(claim => claim.End(now));
    }

    /// <summary>Whether an admin gave the user another address from then on.</summary>
    public Task<bool> WasChangedByAdminAsync(Guid userId, DateTimeOffset since, CancellationToken ct) =>
        db.EmailClaims.AnyAsync(c => c.UserId == userId && c.ByAdmin && c.VerifiedAt >= since, ct);

    /// <summary>The user's claim whose link was not used yet, or null.</summary>
    public async Task<EmailClaim?> PendingOfAsync(Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.EmailClaims.Where(c => c.UserId == userId && c.VerifiedAt == null && c.EndedAt == null && c.ExpiresAt > now)
            .OrderByDescending(c => c.ClaimedAt).FirstOrDefaultAsync(ct);
    }

    /// <summary>By the link to the new address, as it stands; null for none.</summary>
    public Task<EmailClaim?> FindAsync(string? token, CancellationToken ct) => ByHashAsync(RandomToken.HashOf(token), ct);

    /// <summary>By the link to the old address, as it stands; null for none.</summary>
    public async Task<EmailClaim?> FindByCancelAsync(string? token, CancellationToken ct) => RandomToken.HashOf(token) is { } hash
        ? await db.EmailClaims.AsNoTracking().SingleOrDefaultAsync(c => c.CancelHash == hash, ct)
        : null;

    /// <summary>
    /// Uses the link to the new address up, in a statement of its own: of two presses at once, one gets it. Null when it does not work any more. The
    /// caller has the user's turn: whoever ends claims takes the user's row first, too, and the claim's after it.
    /// </summary>
    public async Task<EmailClaim?> UseUpAsync(string? token, CancellationToken ct)
    {
        if (RandomToken.HashOf(token) is not { } hash)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var used = await db.EmailClaims.FromSql($"""
            update email_claims as c set verified_at = {now} from users u
             where c.token_hash = {hash} and c.verified_at is null and c.ended_at is null and c.expires_at > {now}
               and u.id = c.user_id and u.deactivated_at is null
            returning c.*
            """).AsNoTracking().ToListAsync(ct);
        return used is [var claim] ? claim : null;
    }

    /// <summary>Ends a claim that somebody stops, or whose address is another account's. At once; nothing happens to one that was used.</summary>
    public async Task<bool> EndAsync(Guid claimId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.EmailClaims.Where(c => c.Id == claimId && c.VerifiedAt == null && c.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.EndedAt, now), ct) == 1;
    }

    private async Task<EmailClaim?> ByHashAsync(byte[]? hash, CancellationToken ct) =>
        hash is null ? null : await db.EmailClaims.AsNoTracking().SingleOrDefaultAsync(c => c.TokenHash == hash, ct);
}
