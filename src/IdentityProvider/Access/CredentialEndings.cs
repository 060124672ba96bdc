using IdentityProvider.Audit;
using IdentityProvider.Devices;
using IdentityProvider.Phones;
using IdentityProvider.Storage;
using IdentityProvider.Users;

namespace IdentityProvider.Access;

/// <summary>
/// Ends what must not outlive a password that somebody else may have known: sessions and trust, and what waits to change the account, which is an
/// address claimed and not verified yet, and a recovery or another phone asked for or approved.
/// </summary>
/// <remarks>Nothing here saves: an ending and what caused it are one change. What waits is looked for in the turn of that save, as what is open is.</remarks>
public sealed class CredentialEndings(
    Endings endings, EmailClaims claims, RecoveryRequests requests, PhoneResets phoneResets, AuditLog audit, IdpDbContext db)
{
    /// <summary>The user chose another password: every session but the one they are in, and every trusted browser.</summary>
    public async Task EndOthersAsync(Session kept, CancellationToken ct)
    {
        await endings.EndOthersAsync(kept, SessionEnd.PasswordChanged, DeviceEnd.PasswordChanged, ct);
        EndWaiting(kept.UserId);
    }

    /// <summary>A reset set the password: every session, every trusted browser, and what apps hold.</summary>
    public async Task EndAfterResetAsync(HttpContext http, Guid userId, CancellationToken ct)
    {
        await endings.EndEverythingAsync(http, userId, SessionEnd.PasswordReset, DeviceEnd.RecoveryUsed, GrantEnd.PasswordReset, ct);
        EndWaiting(userId);
    }

    /// <summary>An admin ends everything of somebody.</summary>
    public async Task EndByAdminAsync(Guid userId, CancellationToken ct)
    {
        await endings.EndEverythingAsync(userId, SessionEnd.EndedByAdmin, DeviceEnd.SignedOutEverywhere, GrantEnd.SignedOutEverywhere, ct);
        EndWaiting(userId);
    }

    private void EndWaiting(Guid userId)
    {
        claims.EndPending(userId);
        db.LookBeforeSaving(userId, turn => CancelOpenAsync(userId, turn));
    }

    private async Task CancelOpenAsync(Guid userId, CancellationToken ct)
    {
        if (await requests.CancelAllAsync(userId, ct))
        {
            audit.Record(new RecoveryCancelled(), userId);
        }

        if (await phoneResets.WithdrawAsync(userId, ct) is { } withdrawn)
        {
            audit.Record(new PhoneResetWithdrawn(withdrawn.Id), userId);
        }
    }
}
