using IdentityProvider.Audit;
using IdentityProvider.Codes;
using IdentityProvider.Factors;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Users;

namespace IdentityProvider.Emergency;

/// <summary>Every code that counts beside the password in an emergency. What is typed is taken for what it looks like, and used up once it is right.</summary>
public sealed class EmergencyCodes(EnvelopeCodes envelopes, RecoveryCodes recoveryCodes, AuthenticatorKeys keys, SignInCodes sent, TypedWayNotes notes, AuditLog audit)
{
    /// <summary>Compares, and notes on the attempt what was proven. The try was reserved before; the caller saves.</summary>
    public Task<PasswordCheck> TakeAsync(SignInTurn turn, EmergencyDoor door, string typed, CancellationToken ct) =>
        WrittenCode.Parse(typed, EnvelopeCodes.Length) is { } written ? TakeWrittenAsync(turn, door, written, ct) : TakeDigitsAsync(turn, typed, ct);

    // Sealed and recovery codes are look-up secrets on paper alike (NIST SP 800-63B-4 §3.1.2), and claimed alike.
    private async Task<PasswordCheck> TakeWrittenAsync(SignInTurn turn, EmergencyDoor door, WrittenCode written, CancellationToken ct)
    {
        var user = turn.User!.Id;
        var check = await envelopes.TakeAsync(door.Clinic.Id, user, written, ct);
        if (check == PasswordCheck.Right)
        {
            audit.Record(new SealedCodeUsed(), user, door.Clinic.Id, attemptId: turn.Attempt.Id);
        }
        else if (check == PasswordCheck.Wrong && await recoveryCodes.TakeAsync(user, written, ct) is { IsAccepted: true } taken)
        {
            check = PasswordCheck.Right;
            notes.Used(turn, Way.RecoveryCode, taken.Left);
        }

        if (check == PasswordCheck.Right)
        {
            turn.Attempt.Prove(ProofKind.RecoveryCode, turn.Now);
        }

        return check;
    }

    private async Task<PasswordCheck> TakeDigitsAsync(SignInTurn turn, string typed, CancellationToken ct)
    {
        if (TypedWays.AppCodeOf(typed) is { } digits && turn.Facts.Ways.FirstOrDefault(way => way.Way == Way.AuthenticatorApp)?.FactorId is { } app
            && await keys.TakeAsync(app, digits, ct))
        {
            turn.Attempt.Prove(ProofKind.AuthenticatorApp, turn.Now);
            return PasswordCheck.Right;
        }

        return (await sent.CheckAsync(turn, typed, ct)).Result == CodeCheck.Accepted ? PasswordCheck.Right : PasswordCheck.Wrong;
    }
}
