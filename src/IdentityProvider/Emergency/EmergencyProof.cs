using IdentityProvider.Limits;
using IdentityProvider.SignIn;
using IdentityProvider.Users;

namespace IdentityProvider.Emergency;

/// <summary>The second half: a code of any kind, on the same counter as the password.</summary>
public sealed class EmergencyProof(EmergencyEntry entry, EmergencyTries tries, EmergencyCodes codes, SignInAttempts attempts)
{
    /// <summary>Counts the try, then compares. Right: it is used up and noted on the attempt, and the caller saves. Otherwise everything is saved.</summary>
    public async Task<EmergencyAnswer> CheckAsync(HttpContext http, SignInTurn turn, EmergencyDoor door, string typed, CancellationToken ct)
    {
        var counter = await tries.CounterAsync(http, attempts.TypedNameOf(turn.Attempt), turn.User?.Id, ct);
        var decision = await tries.TakeAsync(counter, ct);
        if (decision.Result != LimitResult.Taken)
        {
            return EmergencyEntry.HeldBack(decision);
        }

        switch (await codes.TakeAsync(turn, door, typed, ct))
        {
            case PasswordCheck.Right:
                await tries.RightAsync(counter, ct);
                return new EmergencyAnswer(EmergencyResult.Right);
            case PasswordCheck.Busy:
                return new EmergencyAnswer(EmergencyResult.Busy);
            default:
                await entry.RefuseAsync(turn.Attempt, turn.User, decision, ct);
                return new EmergencyAnswer(EmergencyResult.Refused);
        }
    }
}
