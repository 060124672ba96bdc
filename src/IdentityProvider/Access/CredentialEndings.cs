using IdentityProvider.Audit;
using IdentityProvider.Devices;
using IdentityProvider.Phones;
using IdentityProvider.Users;

namespace IdentityProvider.Access;

/// <summary>
/// Ends what must not outlive a password that somebody else may have known: sessions and trust, and what waits to change the account, which is an
/// address claimed and not verified yet, and a recovery or another phone asked for or approved.
/// </summary>
/// <remarks>Nothing here saves: an ending and what caused it are one change.</remarks>
public sealed class CredentialEndings(Endings endings, EmailClaims claims, RecoveryRequests requests, PhoneResets phoneResets, AuditLog audit)
{
    /// <summary>The user chose another password: every session but the one they are in, and every trusted browser.</summary>
    public async Task EndOthersAsync(Session kept, CancellationToken ct)
    {
        await endings.EndOthersAsync(kept, SessionEnd.PasswordChanged, DeviceEnd.PasswordChanged, ct);
        await EndWaitingAsync(kept.UserId, ct);
    }

    /// <summary>A reset set the password: every session, every trusted browser, and what apps hold.</summary>
    public async Task EndAfterResetAsync(HttpContext http, Guid userId, CancellationToken ct)
    {
        await endings.EndEverythingAsync(http, userId, SessionEnd.PasswordReset, DeviceEnd.RecoveryUsed, GrantEnd.PasswordReset, ct);
        await EndWaitingAsync(userId, ct);
    }

    /// <summary>An admin ends everything of somebody.</summary>
    public async Task EndByAdminAsync(Guid userId, CancellationToken ct)
    {
        await endings.EndEverythingAsync(userId, SessionEnd.EndedByAdmin, DeviceEnd.SignedOutEverywhere, GrantEnd.SignedOutEverywhere, ct);
        await EndWaitingAsync(userId, ct);
    }

    private async Task EndWaitingAsync(Guid userId, CancellationToken ct)
    {
        await claims.EndPendingAsync(userId, ct);
        if (await requests.OpenOfAsync(userId, ct) is { } open)
        {
            open.Cancel();
            audit.Record(new RecoveryCancelled(), userId);
        }

        if (await phoneResets.WithdrawAsync(userId, ct) is { } withdrawn)
        {
            audit.Record(new PhoneResetWithdrawn(withdrawn.Id), userId);
        }
    }
}
