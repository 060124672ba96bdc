using IdentityProvider.Access;
using IdentityProvider.Delivery;
using IdentityProvider.Limits;
using IdentityProvider.Protocol;
using IdentityProvider.SignIn;
using IdentityProvider.Storage;
using IdentityProvider.Users;

namespace IdentityProvider.Emergency;

/// <summary>The second half: a code of any kind, on the same counter as the password.</summary>
public sealed class EmergencyProof(EmergencyEntry entry, EmergencyTries tries, EmergencyCodes codes, SignInAttempts attempts)
{
    /// <summary>Counts the try, then compares. Right: it is used up and noted on the attempt, and the caller saves. Otherwise everything is saved.</summary>
    public async Task<EmergencyAnswer> CheckAsync(SignInTurn turn, EmergencyDoor door, string typed, CancellationToken ct)
    {
        var name = attempts.TypedNameOf(turn.Attempt);
        var decision = await tries.TakeAsync(name, ct);
        if (decision.Result != LimitResult.Taken)
        {
            return EmergencyEntry.HeldBack(decision);
        }

        switch (await codes.TakeAsync(turn, door, typed, ct))
        {
            case PasswordCheck.Right:
                await tries.ForgiveAsync(name, ct);
                return new EmergencyAnswer(EmergencyResult.Right);
            case PasswordCheck.Busy:
                return new EmergencyAnswer(EmergencyResult.Busy);
            default:
                await entry.RefuseAsync(turn.Attempt, turn.User, decision, ct);
                return new EmergencyAnswer(EmergencyResult.Refused);
        }
    }
}

/// <summary>The end of it: the use is written down, the session begins for just that long, and every admin hears of it. All in one save.</summary>
public sealed class EmergencyOpening(EmergencyAccesses accesses, SignInEnding ending, EmergencyAlarms alarms, ValueCipher cipher)
{
    /// <summary>For what reasons are encrypted on an attempt.</summary>
    public const string ReasonPurpose = "emergency-reason";

    /// <summary>The caller saves.</summary>
    /// <returns>Where the browser goes.</returns>
    public async Task<string> OpenAsync(HttpContext http, SignInTurn turn, EmergencyDoor door, CancellationToken ct)
    {
        var proof = turn.Attempt.Proofs.Single(proof => proof.Kind != ProofKind.Password).Kind;
        var reason = cipher.DecryptText(ReasonPurpose, turn.Attempt.EmergencyReason!);
        var access = accesses.Begin(door.Membership, proof, reason, door.Length);
        await alarms.TellAsync(door.Clinic, new EmergencyAccessUsed(turn.Now, turn.User!.DisplayName, access.Until), turn.User, ct);
        return await ending.CompleteEmergencyAsync(http, turn, access, ct);
    }
}
