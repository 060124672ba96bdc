using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Storage;
using IdentityProvider.Users;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IdentityProvider.Account;

public enum EmailVerdict
{
    /// <summary>The address is the account's now.</summary>
    Done,

    /// <summary>Another account has it. Only here, to whoever opened the link sent to that address, is it said (product row PF10).</summary>
    InUse,

    /// <summary>The link was used, stopped or replaced, or expired.</summary>
    Dead,
}

/// <summary>What the buttons behind the links of an e-mail change do.</summary>
public sealed class EmailVerification(EmailClaims claims, LegacyAccounts legacy, EmailChangeLetters letters, AuditLog audit, IdpDbContext db, TimeProvider clock)
{
    /// <summary>Makes the claimed address the account's, and tells both addresses. Saves.</summary>
    public async Task<EmailVerdict> VerifyAsync(string? token, CancellationToken ct)
    {
        if (await claims.FindAsync(token, ct) is not { UserId: var userId })
        {
            return EmailVerdict.Dead;
        }

        await using var change = await db.BeginTurnAsync([userId], ct);
        if (await claims.UseUpAsync(token, ct) is not { } claim)
        {
            return EmailVerdict.Dead;
        }

        var user = await db.Users.SingleAsync(u => u.Id == claim.UserId, ct);
        var before = new FormerEmail(user.Email, user.EmailVerifiedAt is not null);
        user.ChangeEmail(claim.Address, clock.GetUtcNow());
        await legacy.UpgradeAsync(user.Id, ct);
        letters.Tell(user, before, claim);
        audit.Record(new EmailChanged(claim.Id, claim.ByAdmin), user.Id);
        if (!await SaveAsync(ct))
        {
            await change.RollbackAsync(ct);
            await claims.EndAsync(claim.Id, ct);
            return EmailVerdict.InUse;
        }

        await change.CommitAsync(ct);
        return EmailVerdict.Done;
    }

    /// <summary>Stops a change whose link was not used yet. Saves.</summary>
    /// <returns>False when it was used already, or is over.</returns>
    public async Task<bool> StopAsync(EmailClaim claim, CancellationToken ct)
    {
        if (!await claims.EndAsync(claim.Id, ct))
        {
            return false;
        }

        audit.Record(new EmailClaimStopped(claim.Id), claim.UserId);
        await db.SaveChangesAsync(ct);
        return true;
    }

    // The index decides: of two accounts that claim one address, the first to open its link has it.
    private async Task<bool> SaveAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }
}
