using IdentityProvider.Access;
using IdentityProvider.Audit;
using IdentityProvider.Clinics;
using IdentityProvider.Delivery;
using IdentityProvider.Users;

namespace IdentityProvider.SignIn;

/// <summary>
/// The end of a reset: the new password is set, everything the account had open ends, and the user is told with a link to take it back. What
/// was proven on the way counts for the sign-in that goes on from here; nothing more is given.
/// </summary>
public sealed class PasswordReset(Passwords passwords, LostEverything lost, CredentialEndings endings, SignInNotices notices, AuditLog audit)
{
    /// <summary>The caller saves, and goes on with the pipeline.</summary>
    /// <returns>False when too many passwords are being hashed already: nothing was changed.</returns>
    public async Task<bool> FinishAsync(HttpContext http, SignInTurn turn, string password, CancellationToken ct)
    {
        var (attempt, user) = (turn.Attempt, turn.User!);
        if (!await passwords.SetAsync(user, password, ct))
        {
            return false;
        }

        if (attempt.RecoveryApprovalId is { } approvalId && turn.Policy.Rule == PolicyRule.None)
        {
            await lost.UseApprovalAsync(turn, approvalId, ct);
        }

        await endings.EndAfterResetAsync(http, user.Id, ct);
        attempt.FinishRecovery(user.SecurityStamp!, turn.Now);
        audit.Record(new PasswordReplaced(ByReset: true), user.Id, turn.Clinic?.Id, attemptId: attempt.Id);

        // What was added since the link was asked for may not be the user's either.
        notices.TellOfChange(turn, new PasswordWasReset(turn.Now));
        return true;
    }
}
